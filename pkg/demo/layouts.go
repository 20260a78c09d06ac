package demo

// The layouts of other tools' exports, in the shape that most of their files have.

// qualtricsLayout has three header rows, the group beside the score, previews and
// unfinished answers.
func qualtricsLayout() *layout {
	ids := []string{"StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
		"RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
		"LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage",
		"Q1_NPS_GROUP", "Q1", "Q2", "Q3_1", "Q3_2", "Q3_3", "Q4", "Region", "Store", "Product", "Plan"}
	labels := []string{"Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished",
		"Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name", "Recipient Email", "External Data Reference",
		"Location Latitude", "Location Longitude", "Distribution Channel", "User Language",
		questionRecommend + " - Group", questionRecommend, questionReason + "\nPlease be frank.",
		"How satisfied are you? - Ease of use", "How satisfied are you? - Support", "How satisfied are you? - Trust",
		questionConsent, "Region", "Store", "Product", "Plan"}
	imports := []string{`startDate","timeZone":"Asia/Kolkata`, `endDate","timeZone":"Asia/Kolkata`, "status", "ipAddress", "progress", "duration", "finished",
		`recordedDate","timeZone":"Asia/Kolkata`, "_recordId", "recipientLastName", "recipientFirstName", "recipientEmail", "externalDataReference",
		"locationLatitude", "locationLongitude", "distributionChannel", "userLanguage",
		"QID1_NPS_GROUP", "QID1", "QID2_TEXT", "QID3_1", "QID3_2", "QID3_3", "QID4", "Region", "Store", "Product", "Plan"}
	for i, id := range imports {
		imports[i] = `{"ImportId":"` + id + `"}`
	}
	return &layout{
		tool: Qualtrics, zone: "Asia/Kolkata", formats: []Format{CSV}, headers: [][]string{ids, labels, imports},
		showsTest: true, showsPartial: true, score: 18, time: 7, comment: 19, fill: fillQualtrics,
	}
}

// Rough middles of the regions, to half a degree: nobody's address.
var regionPlaces = [len(regions)][2]string{{"28.5", "77.0"}, {"13.0", "78.5"}, {"23.5", "87.0"}, {"20.0", "74.5"}, {"23.0", "79.0"}}

func fillQualtrics(c *cells, a *answer) {
	p := &a.person
	duration := 20 + int64(p.h>>24&0xff)
	c.time(a.second-1-duration, isoSpace)
	c.time(a.second-1, isoSpace)
	if a.test {
		c.plain("Survey Preview")
	} else {
		c.plain("IP Address")
	}
	c.ip(p)
	if a.partial {
		c.number(int64(30 + 10*(p.h>>33&3)))
	} else {
		c.number(100)
	}
	c.number(duration)
	c.plain(choose(a.partial, "False", "True"))
	c.time(a.second, isoSpace)
	c.token("R_", a.n, 15, alphabetLower)
	if a.test {
		c.blank()
		c.blank()
		c.blank()
		c.blank()
	} else {
		c.plain(p.family.text)
		c.plain(p.given.text)
		c.email(p)
		c.buf = append(c.buf, "CUST-"...)
		c.buf = appendPadded(c.buf, uint64(p.number), max(6, digitsOf(p.number)))
		c.end(plain)
	}
	c.plain(regionPlaces[p.region][0])
	c.plain(regionPlaces[p.region][1])
	c.plain(choose(a.test, "preview", "email"))
	c.plain(choose(a.comment.language == hindi && len(a.comment.text) > 0, "HI", "EN"))
	if a.score < 0 {
		c.blank()
	} else {
		c.plain(groupWords[classOf(a.score)])
	}
	c.score(a.score)
	c.comment(&a.comment)
	c.ratings(a)
	c.plain(consents[a.consent])
	c.dimensions(a)
}

var groupWords = [len(classes)]string{"Detractor", "Passive", "Promoter"}

// surveyMonkeyLayout has two header rows, the second blank under the identity columns, and
// words at both ends of the scale.
func surveyMonkeyLayout() *layout {
	return &layout{
		tool: SurveyMonkey, formats: []Format{CSV}, crlf: true, score: 9, time: 3, comment: 10,
		headers: [][]string{
			{"Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1",
				"How likely is it that you would recommend us to a friend or colleague?", "",
				"How satisfied are you with the following?", "", "", questionConsent, "Which region do you live in?", "Which store did you visit?",
				"Which product do you use?", "Which plan do you have?"},
			{"", "", "", "", "", "", "", "", "",
				"Response", "Why?", "Ease of use", "Support", "Trust", "Response", "Response", "Response", "Response", "Response"},
		},
		fill: func(c *cells, a *answer) {
			p := &a.person
			c.plainNumber(11800000000 + 7*a.n)
			c.plainNumber(412345678)
			c.time(a.second-20-int64(p.h>>24&0xff), usAMPM)
			c.time(a.second, usAMPM)
			c.ip(p)
			c.email(p)
			c.plain(p.given.text)
			c.plain(p.family.text)
			c.phone(p, "")
			switch a.score {
			case 0:
				c.plain("Not at all likely - 0")
			case 10:
				c.plain("Extremely likely - 10")
			default:
				c.score(a.score)
			}
			c.comment(&a.comment)
			c.ratings(a)
			c.plain(consents[a.consent])
			c.dimensions(a)
		},
	}
}

// typeformLayout keeps the markup of its questions, escapes a leading + and ends in its own
// columns, the last of several lines. A partial answer keeps its submit time here, so that
// the months of the truth hold for every row.
func typeformLayout() *layout {
	return &layout{
		tool: Typeform, zone: "UTC", formats: []Format{CSV}, showsPartial: true, plus: true, score: 1, time: 18, comment: 2,
		headers: [][]string{{"#", "How likely are you to recommend *us* to a friend or colleague?", questionReason,
			"How easy are we to use?", "How good is our support?", "How much do you <strong>trust</strong> us?", questionConsent,
			"First name", "Last name", "Phone number", "Email", "region", "store", "product", "plan",
			"Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"}},
		fill: func(c *cells, a *answer) {
			p := &a.person
			c.token("", a.n, 32, alphabetLower)
			c.score(a.score)
			c.comment(&a.comment)
			c.ratings(a)
			c.plain(consents[a.consent])
			c.plain(p.given.text)
			c.plain(p.family.text)
			c.phone(p, "'")
			c.email(p)
			c.dimensions(a)
			c.plain(choose(a.partial, "partial", "completed"))
			c.time(a.second-20-int64(p.h>>24&0xff), isoSpace)
			if a.partial {
				c.time(a.second, isoSpace)
			} else {
				c.blank()
			}
			c.time(a.second, isoSpace)
			c.buf = appendHex(c.buf, mix64(p.h), 10)
			c.end(plain)
			c.blank()
			if a.partial {
				c.blank()
			} else {
				c.text("Thank you!\nYour answer has reached us.")
			}
		},
	}
}

// googleFormsLayout writes day/month/year, as a sheet in an Indian or British locale does.
func googleFormsLayout() *layout {
	return &layout{
		tool: GoogleForms, formats: []Format{CSV, XLSX}, crlf: true, score: 4, time: 0, comment: 5,
		headers: [][]string{{"Timestamp", "Email Address", "Name", "Mobile number", questionRecommend, questionReason,
			"How satisfied are you? [Ease of use]", "How satisfied are you? [Support]", "How satisfied are you? [Trust]",
			"Region", "Store", "Product", "Plan", questionConsent}},
		fill: func(c *cells, a *answer) {
			c.time(a.second, dayMonth)
			c.email(&a.person)
			c.name(&a.person)
			c.phone(&a.person, "")
			c.score(a.score)
			c.comment(&a.comment)
			c.ratings(a)
			c.dimensions(a)
			c.plain(consents[a.consent])
		},
	}
}

// delightedLayout mixes in answers to another survey type (CSAT), which a reader must leave out.
func delightedLayout() *layout {
	return &layout{
		tool: Delighted, zone: "UTC", formats: []Format{CSV, NDJSON, JSON}, showsOther: true, score: 0, time: 6, comment: 1,
		headers: [][]string{{"Score", "Comment", "Person ID", "Email", "Name", "Phone number", "Created at", "Survey type",
			"Region", "Store", "Product", "Plan", "Ease", "Support", "Trust", "Consent"}},
		fill: func(c *cells, a *answer) {
			c.score(delightedScore(a))
			c.comment(&a.comment)
			c.plainNumber(firstPerson + a.person.number)
			c.email(&a.person)
			c.name(&a.person)
			c.phone(&a.person, "")
			c.time(a.second, rfc3339)
			c.plain(choose(a.other, "csat", "nps"))
			c.dimensions(a)
			c.ratings(a)
			c.plain(consents[a.consent])
		},
	}
}

const firstPerson = 52_000_000

// delightedScore is 1 to 5 in a CSAT answer.
func delightedScore(a *answer) int {
	if a.other {
		return 1 + a.score*4/10
	}
	return a.score
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// plainNumber is a number that is a name, not a quantity.
func (c *cells) plainNumber(n int64) {
	c.buf = appendInt(c.buf, n)
	c.end(plain)
}

func appendHex(b []byte, n uint64, width int) []byte {
	for range width {
		b = append(b, "0123456789abcdef"[n&15])
		n >>= 4
	}
	return b
}

func digitsOf(n int64) int {
	count := 1
	for n >= 10 {
		n /= 10
		count++
	}
	return count
}
