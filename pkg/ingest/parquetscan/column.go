package parquetscan

import (
	"fmt"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// meaning is how a value is written as a cell.
type meaning uint8

const (
	asInt meaning = iota
	asUint
	asBool
	asFloat
	asHalf // a float of 16 bits
	asText
	asHex
	asUUID
	asDecimal
	asDate
	asTime
	asTimestamp
	asInt96
)

// column is one flat column.
type column struct {
	name     string
	physical int
	width    int // bytes of a value; 0 for texts and truth values
	optional bool
	means    meaning
	scale    int   // of a decimal
	nanos    int64 // of one unit of a time
	utc      bool
	bits     int // of an unsigned number
}

const maxScale = 76 // digits of the longest decimals that programs write

// maxFixed bounds values of a fixed length.
const maxFixed = 1 << 16

// setColumns makes the columns of the schema's leaves.
func (t *Table) setColumns(elements []parquet.Element) error {
	if len(elements) == 0 || elements[0].Children != len(elements)-1 {
		if len(elements) > 1 && elements[0].Children > 0 {
			return nested(elements)
		}
		return damaged("its schema makes no sense")
	}
	for i := range elements[1:] {
		e := &elements[i+1]
		name := cleanName(e.Name)
		switch {
		case e.Physical < 0 || e.Children > 0:
			return nested(elements)
		case e.Repetition == 2:
			return &Error{Kind: Unsupported, Column: name, Msg: "holds lists"}
		case e.Repetition < 0 || e.Repetition > 1 || e.Physical > parquet.FixedArray:
			return within(damaged("its type makes no sense"), name)
		}
		c := column{name: name, physical: e.Physical, optional: e.Repetition == 1}
		if err := c.setWidth(e); err != nil {
			return within(err, name)
		}
		if err := c.setMeaning(e); err != nil {
			return within(err, name)
		}
		t.columns = append(t.columns, c)
	}
	return nil
}

// nested names the first column that is not flat.
func nested(elements []parquet.Element) error {
	for i := range elements[1:] {
		if e := &elements[i+1]; e.Physical < 0 || e.Children > 0 {
			return &Error{Kind: Unsupported, Column: cleanName(e.Name), Msg: "is nested"}
		}
	}
	return damaged("its schema makes no sense")
}

func cleanName(name string) string { return strings.ToValidUTF8(name, "\ufffd") }

func (c *column) setWidth(e *parquet.Element) error {
	switch c.physical {
	case parquet.Int32, parquet.Float:
		c.width = 4
	case parquet.Int64, parquet.Double:
		c.width = 8
	case parquet.Int96:
		c.width = 12
	case parquet.FixedArray:
		if e.Length <= 0 || e.Length > maxFixed {
			return &Error{Kind: Unsupported, Msg: fmt.Sprintf("has values of %d bytes", e.Length)}
		}
		c.width = e.Length
	}
	return nil
}

// setMeaning reads the annotation, the new one before the old one.
func (c *column) setMeaning(e *parquet.Element) error {
	switch c.physical {
	case parquet.Boolean:
		c.means = asBool
	case parquet.Float, parquet.Double:
		c.means = asFloat
	case parquet.Int96:
		c.means = asInt96
	case parquet.ByteArray:
		c.means = asText // also without annotation: older writers leave it out
	case parquet.FixedArray:
		c.means = asHex
	}
	l := e.Logical
	if l.ID == 0 {
		l = convertedType(e)
	}
	switch l.ID {
	case parquet.LogicalDecimal:
		return c.setDecimal(l.Scale)
	case parquet.LogicalDate:
		if c.physical == parquet.Int32 {
			c.means = asDate
		}
	case parquet.LogicalTime, parquet.LogicalTimestamp:
		c.setTime(l)
	case parquet.LogicalInteger:
		if l.Unsigned && (c.physical == parquet.Int32 || c.physical == parquet.Int64) {
			c.means, c.bits = asUint, 8*c.width
		}
	case parquet.LogicalUUID:
		if c.physical == parquet.FixedArray && c.width == 16 {
			c.means = asUUID
		}
	case parquet.LogicalFloat16:
		if c.physical == parquet.FixedArray && c.width == 2 {
			c.means = asHalf
		}
	case parquet.LogicalString, parquet.LogicalEnum, parquet.LogicalJSON:
		if c.physical == parquet.FixedArray {
			c.means = asText
		}
	case parquet.LogicalBSON:
		if c.physical == parquet.ByteArray {
			c.means = asHex
		}
	}
	return nil
}

func (c *column) setDecimal(scale int) error {
	if c.physical == parquet.Boolean || c.physical == parquet.Int96 || c.physical == parquet.Float || c.physical == parquet.Double {
		return nil
	}
	if scale < 0 || scale > maxScale || c.width > maxDecimal {
		return &Error{Kind: Unsupported, Msg: "holds decimal numbers of too many digits"}
	}
	c.means, c.scale = asDecimal, scale
	return nil
}

func (c *column) setTime(l parquet.Logical) {
	if c.physical != parquet.Int32 && c.physical != parquet.Int64 || l.Unit < 1 || l.Unit > 3 {
		return
	}
	c.means = asTimestamp
	if l.ID == parquet.LogicalTime {
		c.means = asTime
	}
	c.nanos, c.utc = [...]int64{1: 1_000_000, 2: 1000, 3: 1}[l.Unit], l.UTC
}

// convertedType is the old annotation in terms of the new. Its times are instants
// by definition.
func convertedType(e *parquet.Element) parquet.Logical {
	switch e.Converted {
	case 0:
		return parquet.Logical{ID: parquet.LogicalString}
	case 4:
		return parquet.Logical{ID: parquet.LogicalEnum}
	case 5:
		return parquet.Logical{ID: parquet.LogicalDecimal, Scale: e.Scale}
	case 6:
		return parquet.Logical{ID: parquet.LogicalDate}
	case 7, 8:
		return parquet.Logical{ID: parquet.LogicalTime, Unit: e.Converted - 6, UTC: true}
	case 9, 10:
		return parquet.Logical{ID: parquet.LogicalTimestamp, Unit: e.Converted - 8, UTC: true}
	case 11, 12, 13, 14:
		return parquet.Logical{ID: parquet.LogicalInteger, Unsigned: true}
	case 19:
		return parquet.Logical{ID: parquet.LogicalJSON}
	case 20:
		return parquet.Logical{ID: parquet.LogicalBSON}
	}
	return parquet.Logical{}
}
