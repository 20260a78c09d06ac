//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// columnOf is one column of a Parquet file. A nil of value is null.
type columnOf[T any] struct {
	name  string
	node  parquet.Node
	value func(T) any
}

// parquetFile writes rows as one group each of at most six, so that there are several.
func parquetFile[T any](name string, rows []T, columns []columnOf[T], options ...parquet.WriterOption) string {
	slices.SortFunc(columns, func(a, b columnOf[T]) int { return bytes.Compare([]byte(a.name), []byte(b.name)) })
	group := parquet.Group{}
	for _, c := range columns {
		group[c.name] = parquet.Optional(c.node)
	}
	var b bytes.Buffer
	w := parquet.NewWriter(&b, append(options, parquet.NewSchema("answers", group), parquet.MaxRowsPerRowGroup(6))...)
	for _, r := range rows {
		var row parquet.Row
		for i, c := range columns {
			if v := c.value(r); v != nil {
				row = append(row, parquet.ValueOf(v).Level(0, 1, i))
			} else {
				row = append(row, parquet.NullValue().Level(0, 0, i))
			}
		}
		must(w.WriteRows([]parquet.Row{row}))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	write(name, b.String())
	return b.String()
}

// small is the score as a small number, nil when skipped.
func (a answer) small() any {
	if a.score == "" {
		return nil
	}
	return int32(must(strconv.Atoi(a.score)))
}

// parquets writes the story as databases and data frames write it.
func parquets() {
	dict := func(n parquet.Node) parquet.Node { return parquet.Encoded(n, &parquet.RLEDictionary) }
	region := columnOf[answer]{"region", dict(parquet.String()), func(a answer) any { return a.region }}
	verbatim := columnOf[answer]{"verbatim", parquet.String(), func(a answer) any { return a.comment }}
	day := func(a answer) any { return int32(a.at.Unix() / 86400) }
	plain := parquetFile("plain.parquet", story(false), []columnOf[answer]{
		{"survey_date", parquet.Date(), day},
		{"customer_no", parquet.Int(64), func(a answer) any { return int64(7000 + a.id) }},
		region, {"nps_score", dict(parquet.Int(8)), answer.small}, verbatim,
	}, parquet.Compression(&parquet.Snappy), parquet.DataPageVersion(1))
	write("plain.parquet.gz", gzipped(plain))
	// A data frame has no whole numbers with gaps, and times of nanoseconds.
	parquetFile("floats.parquet", story(false), []columnOf[answer]{
		{"answered_at", parquet.TimestampAdjusted(parquet.Nanosecond, false), func(a answer) any { return a.at.UnixNano() }},
		region, {"nps_score", parquet.Leaf(parquet.DoubleType), func(a answer) any {
			if n, ok := a.small().(int32); ok {
				return float64(n)
			}
			return nil
		}}, verbatim,
	}, parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(2))
	// A warehouse has decimal numbers and instants.
	parquetFile("warehouse.parquet", story(false), []columnOf[answer]{
		{"submitted_at", parquet.Encoded(parquet.Timestamp(parquet.Millisecond), &parquet.DeltaBinaryPacked), func(a answer) any { return a.at.UnixMilli() }},
		{"region", parquet.Encoded(parquet.String(), &parquet.DeltaByteArray), region.value},
		{"nps_score", parquet.Decimal(2, 9, parquet.Int32Type), func(a answer) any {
			if n, ok := a.small().(int32); ok {
				return 100 * n
			}
			return nil
		}},
		{"is_test", parquet.Leaf(parquet.BooleanType), func(answer) any { return false }},
		{"verbatim", parquet.Encoded(parquet.String(), &parquet.DeltaLengthByteArray), verbatim.value},
	}, parquet.Compression(&parquet.Gzip))
	type tagged struct {
		Score int32    `parquet:"nps_score"`
		Tags  []string `parquet:"tags,list"`
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, []tagged{{9, []string{"a", "b"}}, {8, nil}}); err != nil {
		panic(fmt.Sprint(err))
	}
	write("nested.parquet", b.String())
}
