package survey

import "testing"

func TestNormaliseHeader(t *testing.T) {
	cases := map[string]string{
		"NPS": "nps", "nps_score": "nps score", "Q1_NPS_GROUP": "q1 nps group", "QID1_NPS_GROUP": "qid1 nps group",
		"ResponseId": "response id", "StartDate": "start date", "RecordedDate": "recorded date", "IPAddress": "ip address",
		"Date & Time (UTC)": "date & time (utc)", "Submit Date (UTC)": "submit date (utc)", "eNPS": "e nps", "E-NPS": "e nps", "eNPSscore": "e nps score", "NPSScore": "nps score",
		"NPSscore": "nps score", "msfp_npsscore": "msfp npsscore", "Tag IDs": "tag ids", "IDs": "ids", "Response ID": "response id", "#": "#", "_id": "id", "_uuid": "uuid",
		"Q#1: How likely are you to recommend us?": "q#1: how likely are you to recommend us?",
		"On a scale of 0-10":                       "on a scale of 0-10", "0 - 10": "0 - 10", "1.5": "1.5", "1. Headline": "1 headline", "Carimbo de data/hora": "carimbo de data hora",
		"*bold* and <strong>loud</strong>": "bold and loud", "one<br/>two": "one two", "a < b > c": "a < b > c", "<name>": "<name>", "<<b>b>x": "x",
		"How\u00a0likely\u200b ": "how likely", "What\u2019s \u201cthis\u201d": "what's \"this\"", "  A  B\n C ": "a b c", "RecipientEmail": "recipient email",
		"properties.$survey_id": "properties $survey id", "values.QID1_NPS_GROUP": "values qid1 nps group", "Custom Data 1": "custom data 1", "e\u0301t\u00e9": "été",
		"ＮＰＳ": "nps", "": "", "Wie wahrscheinlich – 0–10": "wie wahrscheinlich – 0–10", "V1": "v1", "E-Mail": "e mail", "eMail": "e mail", "SQL": "sql", "Q3": "q3", "2026-03": "2026-03",
	}
	for raw, want := range cases {
		if got := NormaliseHeader(raw); got != want {
			t.Errorf("NormaliseHeader(%q) = %q, want %q", raw, got, want)
		}
	}
	composed, apart := "\u0938\u093f\u095e\u093e\u0930\u093f\u0936", "सिफ\u093cारिश"
	if NormaliseHeader(composed) != NormaliseHeader(apart) || Fold(composed) != Fold(apart) {
		t.Error("a nukta letter composed and apart differ")
	}
}

func TestIdentityHeader(t *testing.T) {
	yes := map[string]string{
		"Email": "email", "E-mail": "email", "Email Address": "email", "RecipientEmail": "email", "Email Addresses": "email", "eMail": "email", "ईमेल": "email", "Correo electrónico": "email", "Courriel": "email",
		"What is your email address?": "email", "Dirección de correo electrónico": "email", "customer_email": "email", "Verified Email": "email", "Adresse e-mail": "email", "hs_contact_email": "email",
		"Phone": "phone", "Mobile": "phone", "Mobile No.": "phone", "Phone number": "phone", "Telephone": "phone", "WhatsApp number": "phone", "मोबाइल": "phone", "मोबाइल नंबर": "phone", "Telefon": "phone", "Teléfono": "phone", "Telefone": "phone", "Contact number": "phone", "Registered mobile number": "phone",
		"Name": "name", "First Name": "name", "RecipientFirstName": "name", "customer name": "name", "Full name": "name", "username": "name", "User name": "name", "नाम": "name", "ग्राहक का नाम": "name", "आपका नाम": "name", "Nombre": "name", "Apellidos": "name", "Prénom": "name", "Nom": "name", "Vorname": "name", "Nachname": "name", "Your name": "name", "Name (optional)": "name", "Q3 Name": "name", "SubmitterName": "name", "Employee": "name", "Nome completo": "name",
		"IP": "ip", "IP Address": "ip", "IPAddress": "ip", "ipaddr": "ip", "ip_address": "ip",
		"Address": "address", "Home address": "address", "Postal Address": "address", "पता": "address", "Street address": "address",
		"LocationLatitude": "location", "Longitude": "location",
		"User ID": "id", "user_id": "id", "Employee ID": "id", "Customer ID": "id", "CustomerId": "id", "Person ID": "id", "distinct_id": "id", "Network ID": "id", "Employee number": "id", "Aadhaar": "id", "PAN": "id", "ExternalReference": "id", "ExternalDataReference": "id", "Respondent uuid": "id", "Formbricks ID (internal)": "id",
		"Please tell us your name and email so that we can contact you about your feedback":          "name",
		"If you would like us to reply, please leave your email address in the box below (optional)": "email",
		"To help us follow up on what you wrote above, what is your phone number with country code?": "phone",
	}
	for raw, want := range yes {
		if kind, ok := IdentityHeader(raw); !ok || kind != want {
			t.Errorf("IdentityHeader(%q) = %q, %v, want %s", raw, kind, ok, want)
		}
		if kind, ok := IdentityHeader(NormaliseHeader(raw)); !ok || kind != want {
			t.Errorf("IdentityHeader of the normalised %q = %q, %v, want %s", raw, kind, ok, want)
		}
	}
	for _, raw := range []string{
		"", "NPS", "Score", "product name", "Survey Name", "company name", "Store name", "plan name", "campaign name", "region name", "file name", "Event name", "Nombre de la tienda", "दुकान का नाम", "account name",
		"zip", "ZIP code", "VIP", "Trip", "response id", "Response ID", "ResponseId", "Submission ID", "id", "_id", "KEY", "Order ID", "Store ID", "Ticket number", "Survey ID", "Collector ID",
		"Email status", "Email opened", "Mobile app", "Mobile app rating", "Phone model", "Phone support", "Email Support Satisfaction", "Employee count", "Employee engagement", "Customer", "Customer type", "Customer segment", "User type",
		"How likely are you to recommend us to a friend (name, colleague)?", "How likely are you to recommend your mobile operator to a friend or colleague?",
		"How likely is it that you would recommend our e-mail service to a friend?", "How satisfied are you with your phone?", "What do you like about your phone?",
		"Please give your email newsletter a rating", "Did we address your concern?", "City", "Region", "Country", "Comment", "Why did you give this score?", "Location", "Device", "Network", "Status", "Number", "Can we contact you by email?", "How often do you read your email?", "Number of customers", "Contact me", "Start Date",
	} {
		if kind, ok := IdentityHeader(raw); ok {
			t.Errorf("IdentityHeader(%q) = %q", raw, kind)
		}
	}
}

func FuzzHeader(f *testing.F) {
	for _, s := range []string{"NPS", "Q1_NPS_GROUP", "IPAddress", "0 - 10", "<b>x</b>", "<<b>b>", "*a*", "e\u200b\u0301", "İ\u0301", "सिफ़ारिश", "\xff", "“x”", "your email", "1-.2", "ΣΑΣ", "''00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := NormaliseHeader(s)
		if twice := NormaliseHeader(once); twice != once {
			t.Fatalf("NormaliseHeader(%q) = %q, again %q", s, once, twice)
		}
		IdentityHeader(s)
		// Only one apostrophe is an escape, so one behind it is taken the next time.
		if f := Fold(s); Fold(f) != f && f[0] != '\'' {
			t.Fatalf("Fold(%q) = %q, again %q", s, f, Fold(f))
		}
	})
}
