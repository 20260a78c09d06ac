//go:build ignore

package main

import (
	"strings"
	"time"
)

var qualtricsIDs = []string{"StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId",
	"RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude",
	"DistributionChannel", "UserLanguage", "Q1_NPS_GROUP", "Q1", "Q2", "Q2 - Topics"}

func qualtricsTexts(german bool) []string {
	texts := []string{"Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished", "Recorded Date", "Response ID",
		"Recipient Last Name", "Recipient First Name", "Recipient Email", "External Data Reference", "Location Latitude", "Location Longitude",
		"Distribution Channel", "User Language", "How likely are you to recommend\nAcme, our company? - Group", "How likely are you to recommend\nAcme, our company?", reason, "Q2 - Topics"}
	if german {
		texts[0], texts[1], texts[2], texts[7], texts[8] = "Anfangsdatum", "Enddatum", "Antworttyp", "Aufgezeichnetes Datum", "Antwort-ID"
	}
	return texts
}

func qualtricsImportIDs() []string {
	ids := []string{"startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate", "_recordId", "recipientLastName",
		"recipientFirstName", "recipientEmail", "externalDataReference", "locationLatitude", "locationLongitude", "distributionChannel", "userLanguage",
		"QID1_NPS_GROUP", "QID1", "QID2_TEXT", "QID2_TEXT_topics"}
	row := make([]string, len(ids))
	for i, id := range ids {
		row[i] = `{"ImportId":"` + id + `"}`
		if strings.HasSuffix(id, "Date") {
			row[i] = `{"ImportId":"` + id + `","timeZone":"America/Denver"}`
		}
	}
	return row
}

// qualtricsRecord writes choice texts, or codes.
func qualtricsRecord(codes bool) func(answer) []string {
	return func(a answer) []string {
		status, finished, class := pick(a.test, "Survey Preview", "IP Address"), pick(a.partial, "False", "True"), a.class()
		if codes {
			status, finished, class = pick(a.test, "1", "0"), pick(a.partial, "0", "1"), a.classCode()
		}
		return []string{a.at.Add(-time.Minute).Format(isoSeconds), a.at.Format(isoSeconds), status, a.ip(), pick(a.partial, "50", "100"), "60", finished,
			a.at.Format(isoSeconds), "R_" + a.uuid()[24:], a.last(), a.first(), a.email(), "", "18.52", "73.85", "email", "EN", class, a.score, a.comment, "Speed"}
	}
}

func presetTables() {
	all, real := story(true), story(false)
	write("qualtrics.csv", dialect{}.encode(table(all, qualtricsRecord(false), qualtricsIDs, qualtricsTexts(false), qualtricsImportIDs())))
	write("qualtrics-bom.csv", bom+dialect{}.encode(table(all, qualtricsRecord(true), qualtricsIDs, qualtricsTexts(true), qualtricsImportIDs())))
	write("qualtrics-utf16.tsv", "\xff\xfe"+utf16(dialect{comma: "\t"}.encode(table(all, qualtricsRecord(false), qualtricsIDs, qualtricsTexts(false), qualtricsImportIDs())), false))

	both("qualtrics-legacy", ".csv", dialect{}.encode(table(all, func(a answer) []string {
		return []string{"R_" + a.uuid()[24:], "Default Response Set", a.name, "", a.email(), a.ip(), pick(a.test, "1", "0"), a.at.Add(-time.Minute).Format(isoSeconds),
			a.at.Format(isoSeconds), pick(a.partial, "0", "1"), a.score, a.comment, ""}
	}, []string{"V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "Q1", "Q2", ""},
		[]string{"ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status", "StartDate", "EndDate", "Finished", question, reason, ""})))

	surveyMonkey := func(score func(string) string, layout string) string {
		return dialect{eol: "\r\n"}.encode(table(real, func(a answer) []string {
			return []string{a.uuid()[24:], "4711", a.at.Add(-time.Minute).Format(layout), a.at.Format(layout), a.ip(), a.email(), a.first(), a.last(), a.region,
				score(a.score), a.comment, pick(a.id%2 == 0, "Web", "Shop")}
		}, []string{"Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1", question, "", "Where did you buy?"},
			[]string{"", "", "", "", "", "", "", "", "", "Response", "Why?", "Response"}))
	}
	ends := func(ten, zero string) func(string) string {
		return func(s string) string {
			switch s {
			case "10":
				return ten
			case "0":
				return zero
			}
			return s
		}
	}
	both("surveymonkey", ".csv", surveyMonkey(ends("10", "0"), isoSeconds))
	write("surveymonkey-ends.csv", surveyMonkey(ends("Extremely likely - 10", "Not at all likely - 0"), "01/02/2006 03:04:05 PM"))
	write("surveymonkey-words.csv", surveyMonkey(ends("Extremely likely", "Not at all likely"), "01/02/2006 03:04:05 PM"))

	both("typeform", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		submitted := pick(a.partial, "", a.at.Format(isoSeconds))
		return []string{"tok" + strings.Repeat("0", 17) + a.uuid()[24:], a.score, a.comment, "'+9198765" + a.uuid()[31:], a.region, pick(a.partial, "partial", "completed"),
			a.at.Add(-time.Minute).Format(isoSeconds), pick(a.partial, a.at.Format(isoSeconds), ""), submitted, "net" + a.uuid()[24:], "", "Thank you!\nSee you"}
	}, []string{"#", "How likely are you to *recommend* <strong>Acme</strong>?", reason, "Your phone number", "region", "Response Type",
		"Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"})))

	google := table(real, func(a answer) []string {
		return []string{a.at.Format("1/2/2006 15:04:05"), a.email(), a.score, a.comment, a.region}
	}, []string{"Timestamp", "Email Address", question, reason, "Which region?"})
	both("google-forms", ".csv", dialect{eol: "\r\n"}.encode(google))
	google[1][3] = `"Great", she said` // Sheets does not quote: a bare quote begins the cell
	write("google-quote.tsv", dialect{comma: "\t", noQuotes: true}.encode(google))
	write("google-hindi.csv", dialect{eol: "\r\n"}.encode(table(real, func(a answer) []string {
		return []string{a.at.Format("02/01/2006 15:04:05"), a.score, a.comment}
	}, []string{"टाइमस्टैम्प", "आप अपने मित्रों को हमारा नाम सुझाएँ, इसकी कितनी संभावना है?", "कारण"})))

	both("msforms", ".csv", dialect{}.encode(table(real, func(a answer) []string {
		return []string{a.uuid()[33:], a.at.Add(-time.Minute).Format("1/2/2006 15:04"), a.at.Format("1/2/2006 15:04"), "anonymous", "", a.score, a.comment}
	}, []string{"ID", "Start time", "Completion time", "Email", "Name", question + "\u00a0", reason + "\u00a0"})))

	delighted := table(real, func(a answer) []string {
		return []string{a.score, a.comment, a.uuid()[24:], a.email(), a.name, "nps", a.at.Format(isoSeconds), a.region}
	}, []string{"Score", "Comment", "Person ID", "Email", "Name", "Survey type", "Created at", "Region"})
	other := append([]string(nil), delighted[2]...)
	other[0], other[2], other[5] = "5", "000000000999", "csat"
	both("delighted", ".csv", dialect{}.encode(append(delighted, other)))
}
