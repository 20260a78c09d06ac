package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// A problem is a refusal without its place; the caller knows the place.
type problem struct{ msg, hint string }

func (p *problem) Error() string { return p.msg }

// Check types one value given as text, in a flag or a variable. A list setting
// takes one item. The error says what is wrong; Hint gives the remedy.
func (s Setting) Check(text string) (any, error) {
	value, p := s.scalar(text)
	if p != nil {
		return nil, p
	}
	return value, nil
}

// Hint is the remedy that an error of [Setting.Check] carries, or "".
func Hint(err error) string {
	var p *problem
	if errors.As(err, &p) {
		return p.hint
	}
	return ""
}

// List says whether a setting holds several values.
func (s Setting) List() bool {
	return s.Kind == Paths || s.Kind == Texts || s.Kind == Labels || s.Kind == Surveys
}

// scalar types one value. It is the only place where text becomes a value.
func (s Setting) scalar(text string) (any, *problem) {
	switch s.Kind {
	case Word:
		for _, word := range s.Values {
			if text == word {
				return text, nil
			}
		}
		near := suggest.Nearest(text, s.Values)
		if near == "" {
			return nil, &problem{quote(text) + " is not one of " + strings.Join(s.Values, ", "), ""}
		}
		return nil, &problem{quote(text) + " is not one of " + strings.Join(s.Values, ", "), "did you mean " + near + "?"}
	case Whole:
		return whole(text, s.Least)
	case Share:
		return share(text)
	case Switch:
		return onOff(text)
	case Zone:
		// LoadLocation takes "" for UTC and "Local" for the machine's zone: results
		// must not depend on the machine.
		if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
			return nil, &problem{quote(text) + " is not a known time zone", zoneHint(text)}
		}
		return text, nil
	case Limit:
		return limit(text)
	case Labels:
		if _, _, err := ParseLabel(text); err != nil {
			return nil, err.(*problem)
		}
		return text, nil
	case Surveys:
		return nil, &problem{"can only be set in a file", "write it into nps.yaml"}
	default:
		if text == "" {
			return nil, &problem{"is empty", ""}
		}
		return text, nil
	}
}

// ParseLabel splits "Very likely=10" into its text and score. The text may hold
// equals signs; the last one counts.
func ParseLabel(item string) (text string, score int, err error) {
	const hint = "write the text, an equals sign and a score from 0 to 10: Very likely=10"
	at := strings.LastIndexByte(item, '=')
	if at < 0 || strings.TrimSpace(item[:at]) == "" {
		return "", 0, &problem{"a label is missing its text or its equals sign", hint}
	}
	value, p := whole(strings.TrimSpace(item[at+1:]), 0)
	if p != nil || value.(int) > 10 {
		return "", 0, &problem{"the score of a label is not a whole number from 0 to 10", hint}
	}
	return item[:at], value.(int), nil
}

func whole(text string, least int) (any, *problem) {
	if !digits(text) {
		if n, err := strconv.Atoi(text); err == nil && n < 0 {
			return nil, &problem{fmt.Sprintf("%s is below %d", text, least), ""}
		}
		return nil, &problem{quote(text) + " is not a whole number", ""}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > 1<<53 {
		return nil, &problem{"the number is too large", ""}
	}
	if n < least {
		return nil, &problem{fmt.Sprintf("%d is below %d", n, least), ""}
	}
	return n, nil
}

func share(text string) (any, *problem) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.ContainsAny(text, "xX_pP") {
		return nil, &problem{quote(text) + " is not a number", "write 95 percent as 0.95"}
	}
	if !(f > 0 && f < 1) {
		return nil, &problem{quote(text) + " is not between 0 and 1", "write 95 percent as 0.95"}
	}
	return f, nil
}

// onOff takes 1 and 0 too, as people write them in variables; in files the YAML
// type is checked before and only true and false get here.
func onOff(text string) (any, *problem) {
	switch text {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return nil, &problem{quote(text) + " is neither true nor false", ""}
}

func limit(text string) (any, *problem) {
	const msg = " is neither a whole number nor a percentage"
	if number, ok := strings.CutSuffix(text, "%"); ok {
		f, err := strconv.ParseFloat(number, 64)
		if err != nil || strings.Trim(number, "0123456789.") != "" {
			return nil, &problem{quote(text) + msg, "write it as 20 or 1.5%"}
		}
		if f > 100 {
			return nil, &problem{quote(text) + " is above 100%", ""}
		}
		return text, nil
	}
	if _, p := whole(text, 0); p != nil {
		return nil, &problem{quote(text) + msg, "write it as 20 or 1.5%"}
	}
	return text, nil
}

// digits refuses signs, spaces, underscores and leading zeros, which one reader
// takes for octal and another does not.
func digits(text string) bool {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return false
	}
	return text == "0" || text[0] != '0'
}

// quote shows a value in an error, shortened.
func quote(text string) string {
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "..."
	}
	return strconv.Quote(text)
}
