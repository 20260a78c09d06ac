package vault

// Repeated counts a row that is left out since another row of the same input stands for
// the response. Only the caller can know: the tool stored the response in several records.
func (c *Collector) Repeated() { c.rows.Duplicate++ }
