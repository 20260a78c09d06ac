package disclosure

// trend makes the series of the rows of the periods, in their order.
func (m *maker) trend(rows []Row) *Trend {
	t := &Trend{Every: m.plan.Every}
	for i, row := range rows {
		t.Rows = append(t.Rows, TrendRow{Row: row, Period: m.plan.Periods[i]})
	}
	return t
}
