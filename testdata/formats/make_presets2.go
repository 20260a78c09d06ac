//go:build ignore

package main

import (
	"strconv"
	"time"
)

func presetTables2() {
	all, real := story(true), story(false)
	iso, isoZ := "2006-01-02T15:04:05", "2006-01-02T15:04:05.000Z"

	both("survicate", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{a.at.Format(iso), a.uuid(), "v" + a.uuid()[1:], "desktop", "web", "https://example.com/cart", a.email(), a.first(), a.last(), "Pune", "India",
			a.score, a.class(), a.comment, "", a.region}
	}, []string{"Date & Time (UTC)", "Response uuid", "Respondent uuid", "Device", "Platform", "Page", "email", "first_name", "last_name", "city", "country",
		"Q#1: " + question, "", "", "", "Q#2: Which region?"},
		[]string{"", "", "", "", "", "", "", "", "", "", "", "Score", "Label", "Answer", "Insight", "Answer"})))

	asknicely := table(real, func(a answer) []string {
		responded := pick(a.score == "", "", strconv.FormatInt(a.at.Unix(), 10))
		return []string{a.uuid()[24:], "NPS", a.score, a.comment, strconv.Itoa(7000 + a.id), a.name, a.email(), strconv.FormatInt(a.at.Add(-time.Hour).Unix(), 10), responded, a.region}
	}, []string{"response_id", "question_type", "answer", "comment", "person_id", "name", "email", "sent", "responded", "region_c"})
	csat := append([]string(nil), asknicely[2]...)
	csat[0], csat[1], csat[2] = "000000000999", "CSAT", "4"
	both("asknicely", ".csv", dialect{}.encode(append(asknicely, csat)))

	both("formbricks", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{strconv.Itoa(a.id - 100), "cl" + a.uuid()[24:], a.at.Format(isoSeconds), pick(a.partial, "No", "Yes"), "survey1", "cf" + a.uuid()[24:], strconv.Itoa(7000 + a.id),
			"", "https://example.com", "Firefox", a.score, a.comment}
	}, []string{"No.", "Response ID", "Timestamp", "Finished", "Survey ID", "Formbricks ID (internal)", "User ID", "Tags", "url", "userAgent - browser",
		"1. " + question, "2. " + reason})))

	limesurvey(real)

	both("odk-central", ".csv", dialect{}.encode(table(all, func(a answer) []string {
		return []string{a.at.Format(isoZ), a.at.Add(-2 * time.Minute).Format("2006-01-02T15:04:05.000-07:00"), a.at.Add(-time.Minute).Format("2006-01-02T15:04:05.000-07:00"),
			a.score, a.comment, "uuid:" + a.uuid(), "uuid:" + a.uuid(), "12", a.name, "collect:abc" + strconv.Itoa(a.id), pick(a.test, "rejected", "")}
	}, []string{"SubmissionDate", "start", "end", "feedback-recommend", "feedback-reason", "meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "DeviceID", "ReviewState"})))

	both("kobo", ".csv", dialect{comma: ";", quoteAll: true}.encode(table(all, func(a answer) []string {
		return []string{a.at.Add(-2 * time.Minute).Format("2006-01-02T15:04:05.000+05:30"), a.at.Add(-time.Minute).Format("2006-01-02T15:04:05.000+05:30"),
			a.score, a.comment, strconv.Itoa(a.id), a.uuid(), a.at.Format(iso), pick(a.test, "Not approved", ""), "enumerator1"}
	}, []string{"start", "end", question, reason, "_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by"})))

	alchemer := table(all, func(a answer) []string {
		return []string{strconv.Itoa(a.id), a.at.Add(-time.Minute).Format(isoSeconds), a.at.Format(isoSeconds), pick(a.partial, "Partial", "Complete"), "", "", "", "English", "", "s" + a.uuid()[24:],
			"Mozilla/5.0", a.ip(), "73.85", "18.52", pick(a.test, "1", "0"), a.score, a.comment}
	}, []string{"Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Legacy Comments", "Comments", "Language", "Referer", "SessionID",
		"User Agent", "IP Address", "Longitude", "Latitude", "is_test_data", "recommend:" + question, "why:" + reason})
	disqualified := append([]string(nil), alchemer[1]...)
	disqualified[0], disqualified[3] = "999", "Disqualified"
	both("alchemer", ".csv", dialect{}.encode(append(alchemer, disqualified)))

	both("tally", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{"sub" + strconv.Itoa(a.id), "res" + strconv.Itoa(a.id), a.at.Format(isoSeconds), a.score, a.comment, a.region}
	}, []string{"Submission ID", "Respondent ID", "Submitted at", question, reason, "Region"})))

	both("jotform", ".csv", dialect{quoteAll: true}.encode(table(real, func(a answer) []string {
		return []string{a.at.Format("Jan 2, 2006"), a.score, a.comment, "55" + a.uuid()[24:], a.ip()}
	}, []string{"Submission Date", question, reason, "Submission ID", "IP"})))

	both("surveysparrow", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{strconv.Itoa(a.id), a.at.Format("02/01/2006 15:04:05"), a.score, a.comment}
	}, []string{"Submission Id", "Completed time", question, reason})))

	both("customer-voice", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{"response " + strconv.Itoa(a.id), a.at.Format("1/2/2006 15:04"), a.score, a.name, a.email(), pick(a.score == "10", "Positive", "Neutral"), a.comment}
	}, []string{"msfp_name", "createdon", "msfp_npsscore", "msfp_respondent", "msfp_respondentemailaddress", "msfp_sentiment", "msfp_otherproperties"})))

	both("generic", ".csv", dialect{}.encode(generic(real)))

	both("nps", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{strconv.Itoa(a.id), a.email(), a.name, "+919876500" + strconv.Itoa(a.id), a.at.Format(time.RFC3339), a.score, a.region, "Store 7", "Basic", "Gold", "4", "5", "3", "yes", a.comment}
	}, []string{"response_id", "email", "name", "phone", "responded_at", "score", "region", "store", "product", "plan", "ease", "support", "trust", "consent", "comment"})))
}

// generic is a table no preset knows.
func generic(list []answer) [][]string {
	return table(list, func(a answer) []string {
		return []string{a.at.Format("2006-01-02"), strconv.Itoa(7000 + a.id), a.region, a.score, a.comment}
	}, []string{"survey_date", "customer_no", "region", "nps_score", "verbatim"})
}

// limesurvey writes its three kinds of header.
func limesurvey(list []answer) {
	record := func(a answer) []string {
		score, comment := a.score, a.comment
		if score == "" && comment == "" {
			score = "N/A" // not shown
		}
		if comment != "" && comment[0] == '=' {
			comment = "'" + comment // masked by the tool
		}
		return []string{strconv.Itoa(a.id), pick(a.partial, "", a.at.Format(isoSeconds)), pick(a.partial, "1", "2"), "en", "123456", a.at.Add(-time.Minute).Format(isoSeconds),
			a.at.Format(isoSeconds), "tk" + strconv.Itoa(a.id), a.ip(), score, comment}
	}
	for _, v := range []struct {
		stem, comma string
		header      []string
	}{
		{"limesurvey-codes", ";", []string{"id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "token", "ipaddr", "NPS", "WHY[SQ001]"}},
		{"limesurvey-texts", ",", []string{"Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "Date last action", "Access code", "IP address", question, reason}},
		{"limesurvey-both", ",", []string{"id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "startlanguage. Start language", "seed. Seed",
			"startdate. Date started", "datestamp. Date last action", "token. Access code", "ipaddr. IP address", "Q1. " + question, "Q2. " + reason}},
	} {
		text := dialect{comma: v.comma, eol: "\r\n", quoteAll: true}.encode(table(list, record, v.header)) + "\r\n"
		write(v.stem+"-bom.csv", bom+text)
		write(v.stem+".csv", text)
	}
}
