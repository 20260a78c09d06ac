//go:build ignore

package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// object keeps the order of its keys, unlike a map.
type object []field

type field struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(must(encodeJSON(f.key)))
		b.WriteByte(':')
		b.Write(must(encodeJSON(f.value)))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func document(v any) string {
	var b bytes.Buffer
	if err := json.Indent(&b, must(encodeJSON(v)), "", " "); err != nil {
		panic(err)
	}
	return b.String() + "\n"
}

func lines(list []any) string {
	var b strings.Builder
	for _, v := range list {
		b.Write(must(encodeJSON(v)))
		b.WriteByte('\n')
	}
	return b.String()
}

// number is the score as a JSON number, null when skipped.
func (a answer) number() any {
	if a.score == "" {
		return nil
	}
	return json.Number(a.score)
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func each(list []answer, f func(answer) any) []any {
	var out []any
	for _, a := range list {
		out = append(out, f(a))
	}
	return out
}

func presetDocuments() {
	all, real := story(true), story(false)

	qualtrics := each(all, func(a answer) any {
		values := object{{"startDate", a.at.Add(-time.Minute).Format(time.RFC3339)}, {"endDate", a.at.Format(time.RFC3339)}, {"status", json.Number(pick(a.test, "1", "0"))},
			{"ipAddress", a.ip()}, {"progress", 100}, {"finished", json.Number(pick(a.partial, "0", "1"))}, {"recordedDate", a.at.Format(time.RFC3339)}, {"recipientEmail", a.email()}}
		if a.score != "" {
			values = append(values, field{"QID1_NPS_GROUP", json.Number(a.classCode())}, field{"QID1", a.number()})
		}
		values = append(values, field{"QID2_TEXT", a.comment})
		return object{{"responseId", "R_" + a.uuid()[24:]}, {"values", values}, {"labels", object{{"status", pick(a.test, "Survey Preview", "IP Address")}}}, {"displayedFields", []string{"QID1", "QID2_TEXT"}}}
	})
	both("qualtrics-json", ".json", document(object{{"responses", qualtrics}}))
	both("qualtrics-json", ".ndjson", lines(qualtrics))

	typeform := each(real, func(a answer) any {
		var answers []any
		if a.score != "" {
			answers = append(answers, object{{"field", object{{"id", "fNps"}, {"ref", "nps"}, {"type", pick(a.id%2 == 0, "nps", "opinion_scale")}}}, {"type", "number"}, {"number", a.number()}})
		}
		answers = append(answers, object{{"field", object{{"id", "fSize"}, {"ref", "team-size"}, {"type", "number"}}}, {"type", "number"}, {"number", 4}},
			object{{"field", object{{"id", "fWhy"}, {"ref", "why"}, {"type", "long_text"}}}, {"type", "text"}, {"text", a.comment}})
		o := object{{"token", "tok" + a.uuid()[24:]}, {"landed_at", a.at.Add(-time.Minute).Format(time.RFC3339)}}
		if !a.partial {
			o = append(o, field{"submitted_at", a.at.Format(time.RFC3339)})
		}
		return append(o, field{"metadata", object{{"network_id", "n" + a.uuid()[24:]}}}, field{"hidden", object{{"region", a.region}}},
			field{"calculated", object{{"score", 3}}}, field{"answers", answers})
	})
	both("typeform-json", ".json", document(object{{"total_items", len(typeform)}, {"page_count", 1}, {"items", typeform}}))
	write("typeform-json.ndjson", lines(typeform))

	delighted := each(real, func(a answer) any {
		return object{{"id", strconv.Itoa(5000 + a.id)}, {"person", object{{"id", strconv.Itoa(7000 + a.id)}, {"name", a.name}, {"email", a.email()}}}, {"survey_type", "nps"},
			{"score", a.number()}, {"comment", nullable(a.comment)}, {"permalink", "https://example.com/r/" + strconv.Itoa(a.id)}, {"created_at", a.at.Unix()}, {"updated_at", nil},
			{"person_properties", object{{"region", a.region}}}, {"notes", []any{}}, {"tags", []any{}}, {"additional_answers", []any{}}}
	})
	ces := append(object(nil), delighted[1].(object)...)
	ces[0].value, ces[2].value, ces[3].value = "5999", "ces", 5
	both("delighted-json", ".json", document(append(delighted, ces)))

	both("wootric-json", ".json", document(each(all, func(a answer) any {
		return object{{"id", 5000 + a.id}, {"score", a.number()}, {"text", nullable(a.comment)}, {"ip_address", a.ip()}, {"origin_url", "https://example.com"},
			{"created_at", a.at.Unix()}, {"completed", !a.partial}, {"excluded_from_calculations", a.test}, {"end_user", object{{"id", 7000 + a.id}, {"email", a.email()}}}}
	})))

	hubspot := each(real, func(a answer) any {
		return object{{"id", strconv.Itoa(5000 + a.id)}, {"properties", object{{"hs_survey_type", "NPS"}, {"hs_value", nullable(a.score)}, {"hs_response_group", nullable(strings.ToUpper(a.class()))},
			{"hs_content", nullable(a.comment)}, {"hs_submission_timestamp", a.at.Format("2006-01-02T15:04:05.000Z")}, {"hs_survey_name", "Loyalty"},
			{"hs_submission_name", a.email() + " - Loyalty"}, {"hs_contact_email", a.email()}}}}
	})
	effort := object{{"id", "5999"}, {"properties", object{{"hs_survey_type", "CES"}, {"hs_value", "5"}, {"hs_response_group", nil}, {"hs_content", "easy"},
		{"hs_submission_timestamp", "2026-03-02T12:00:00.000Z"}, {"hs_survey_name", "Effort"}, {"hs_submission_name", "x - Effort"}, {"hs_contact_email", "effort@example.com"}}}}
	both("hubspot-json", ".json", document(object{{"results", append(hubspot, effort)}, {"paging", object{{"next", object{{"after", "15"}}}}}}))

	both("posthog-json", ".json", document(posthog(real)))
	write("posthog-json.ndjson", lines(posthog(real)))
}

// posthog writes a submission as events: for the partial scored answer an older one
// with another score, and for two people only "shown" and "dismissed".
func posthog(list []answer) []any {
	event := func(a answer, name, score, suffix string, at time.Time) any {
		p := object{{"$survey_id", "srv1"}, {"$survey_name", "Loyalty"}, {"$survey_submission_id", "sub" + strconv.Itoa(a.id)}, {"$survey_completed", !a.partial}, {"$survey_partially_completed", a.partial}, {"$ip", a.ip()}}
		if name == "survey sent" {
			p = append(p, field{"$survey_response", nullable(score)}, field{"$survey_response_1", nullable(a.comment)})
		}
		return object{{"uuid", a.uuid() + suffix}, {"event", name}, {"distinct_id", "user" + strconv.Itoa(a.id)}, {"timestamp", at.Format("2006-01-02T15:04:05.000Z")}, {"properties", p}}
	}
	out := []any{event(list[0], "survey shown", "", "s", list[0].at), event(list[1], "survey dismissed", "", "d", list[1].at)}
	for _, a := range list {
		if a.partial && a.score != "" {
			out = append(out, event(a, "survey sent", "4", "a", a.at.Add(-time.Minute)))
		}
		out = append(out, event(a, "survey sent", a.score, "", a.at))
	}
	return out
}
