package parquetscan

import (
	"fmt"
	"strings"
)

// Physical types of the format.
const (
	boolean = iota
	int32s
	int64s
	int96s
	float32s
	float64s
	byteArrays
	fixedArrays
)

// Annotations, as fields of the union LogicalType.
const (
	logicalString    = 1
	logicalEnum      = 4
	logicalDecimal   = 5
	logicalDate      = 6
	logicalTime      = 7
	logicalTimestamp = 8
	logicalInteger   = 10
	logicalJSON      = 12
	logicalBSON      = 13
	logicalUUID      = 14
	logicalFloat16   = 15
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
	physical int32
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
func (t *Table) setColumns(elements []element) error {
	if len(elements) == 0 || int(elements[0].children) != len(elements)-1 {
		if len(elements) > 1 && elements[0].children > 0 {
			return nested(elements)
		}
		return damaged("its schema makes no sense")
	}
	for i := range elements[1:] {
		e := &elements[i+1]
		name := cleanName(e.name)
		switch {
		case e.physical < 0 || e.children > 0:
			return nested(elements)
		case e.repetition == 2:
			return &Error{Kind: Unsupported, Column: name, Msg: "holds lists"}
		case e.repetition < 0 || e.repetition > 1 || e.physical > fixedArrays:
			return within(damaged("its type makes no sense"), name)
		}
		c := column{name: name, physical: e.physical, optional: e.repetition == 1}
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
func nested(elements []element) error {
	for i := range elements[1:] {
		if e := &elements[i+1]; e.physical < 0 || e.children > 0 {
			return &Error{Kind: Unsupported, Column: cleanName(e.name), Msg: "is nested"}
		}
	}
	return damaged("its schema makes no sense")
}

func cleanName(name string) string { return strings.ToValidUTF8(name, "\ufffd") }

func (c *column) setWidth(e *element) error {
	switch c.physical {
	case int32s, float32s:
		c.width = 4
	case int64s, float64s:
		c.width = 8
	case int96s:
		c.width = 12
	case fixedArrays:
		if e.length <= 0 || e.length > maxFixed {
			return &Error{Kind: Unsupported, Msg: fmt.Sprintf("has values of %d bytes", e.length)}
		}
		c.width = int(e.length)
	}
	return nil
}

// setMeaning reads the annotation, the new one before the old one.
func (c *column) setMeaning(e *element) error {
	switch c.physical {
	case boolean:
		c.means = asBool
	case float32s, float64s:
		c.means = asFloat
	case int96s:
		c.means = asInt96
	case byteArrays:
		c.means = asText // also without annotation: older writers leave it out
	case fixedArrays:
		c.means = asHex
	}
	l := e.logical
	if l.id == 0 {
		l = convertedType(e)
	}
	switch l.id {
	case logicalDecimal:
		return c.setDecimal(l.scale)
	case logicalDate:
		if c.physical == int32s {
			c.means = asDate
		}
	case logicalTime, logicalTimestamp:
		c.setTime(l)
	case logicalInteger:
		if l.unsigned && (c.physical == int32s || c.physical == int64s) {
			c.means, c.bits = asUint, 8*c.width
		}
	case logicalUUID:
		if c.physical == fixedArrays && c.width == 16 {
			c.means = asUUID
		}
	case logicalFloat16:
		if c.physical == fixedArrays && c.width == 2 {
			c.means = asHalf
		}
	case logicalString, logicalEnum, logicalJSON:
		if c.physical == fixedArrays {
			c.means = asText
		}
	case logicalBSON:
		if c.physical == byteArrays {
			c.means = asHex
		}
	}
	return nil
}

func (c *column) setDecimal(scale int32) error {
	if c.physical == boolean || c.physical == int96s || c.physical == float32s || c.physical == float64s {
		return nil
	}
	if scale < 0 || scale > maxScale || c.width > maxDecimal {
		return &Error{Kind: Unsupported, Msg: "holds decimal numbers of too many digits"}
	}
	c.means, c.scale = asDecimal, int(scale)
	return nil
}

func (c *column) setTime(l logical) {
	if c.physical != int32s && c.physical != int64s || l.unit < 1 || l.unit > 3 {
		return
	}
	c.means = asTimestamp
	if l.id == logicalTime {
		c.means = asTime
	}
	c.nanos, c.utc = [...]int64{1: 1_000_000, 2: 1000, 3: 1}[l.unit], l.utc
}

// convertedType is the old annotation in terms of the new. Its times are instants
// by definition.
func convertedType(e *element) logical {
	switch e.converted {
	case 0:
		return logical{id: logicalString}
	case 4:
		return logical{id: logicalEnum}
	case 5:
		return logical{id: logicalDecimal, scale: e.scale}
	case 6:
		return logical{id: logicalDate}
	case 7, 8:
		return logical{id: logicalTime, unit: int(e.converted) - 6, utc: true}
	case 9, 10:
		return logical{id: logicalTimestamp, unit: int(e.converted) - 8, utc: true}
	case 11, 12, 13, 14:
		return logical{id: logicalInteger, unsigned: true}
	case 19:
		return logical{id: logicalJSON}
	case 20:
		return logical{id: logicalBSON}
	}
	return logical{}
}
