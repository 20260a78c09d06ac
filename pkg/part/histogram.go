package part

// histogram counts how often each code below slots occurs in a required column.
func (d *coded) histogram(bins []uint32) error {
	for rows := d.rows; rows > 0; rows -= d.left {
		if err := d.open(); err != nil {
			return err
		}
		if err := d.codes.Count(d.left, bins); err != nil {
			return d.c.blame(err)
		}
	}
	return nil
}
