package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// noSender stands where nobody is named. The domain exists nowhere (RFC 2606),
// and X-Unsent makes mail programs open the message as a draft to be completed.
const noSender = `"nps" <report@nps.invalid>`

// writeMail writes one message (RFC 5322, 2045, 2046): five lines of text, the
// headline as a picture to be shown inline, and the page attached. There is no
// HTML alternative: gateways strip it, and what is left has to stand alone.
func writeMail(w io.Writer, p *page, o Words) error {
	from, err := address(o.From, noSender)
	if err != nil {
		return err
	}
	to, err := address(o.To, "undisclosed-recipients:;")
	if err != nil {
		return err
	}
	image, err := picture(p)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := writeHTML(&page, p); err != nil {
		return err
	}
	text := mailText(p)
	// What tells the parts apart and names the message is a digest of it: the
	// same report is the same mail.
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(from), []byte(to), []byte(text), image, page.Bytes()} {
		fmt.Fprintf(sum, "%d:", len(part))
		sum.Write(part)
	}
	id := hex.EncodeToString(sum.Sum(nil))[:32]
	boundary := "=_nps_" + id // no line of base64 or quoted-printable has "=_"

	m := &message{}
	m.header("From", from)
	m.header("To", to)
	m.header("Subject", encoded(mailSubject(p)))
	m.header("Date", mailDate(p))
	m.header("Message-ID", "<"+id+"@nps.invalid>")
	if o.From == "" {
		m.header("X-Unsent", "1")
	}
	m.header("MIME-Version", "1.0")
	m.header("Content-Language", p.P.Lang)
	m.header("Content-Type", `multipart/mixed; boundary="`+boundary+`"`)
	m.line("")
	m.part(boundary, "text/plain; charset=utf-8", "inline", "quoted-printable", quoted(text))
	m.part(boundary, "image/png; name=\"nps.png\"", "inline; filename=\"nps.png\"", "base64", wrapped64(image),
		"Content-Description", encoded(p.P.MailAlt))
	m.part(boundary, "text/html; charset=utf-8; name=\"nps-report.html\"", "attachment; filename=\"nps-report.html\"", "base64", wrapped64(page.Bytes()))
	m.line("--" + boundary + "--")
	_, err = w.Write(m.b.Bytes())
	return err
}

// message is a mail being written; its lines end with CR LF.
type message struct{ b bytes.Buffer }

func (m *message) line(s string)         { m.b.WriteString(s + "\r\n") }
func (m *message) header(name, s string) { m.line(name + ": " + s) }

// part writes one part; more are further headers, name and value in turn.
func (m *message) part(boundary, kind, disposition, encoding, body string, more ...string) {
	m.line("--" + boundary)
	m.header("Content-Type", kind)
	m.header("Content-Disposition", disposition)
	m.header("Content-Transfer-Encoding", encoding)
	for i := 0; i+1 < len(more); i += 2 {
		m.header(more[i], more[i+1])
	}
	m.line("")
	m.b.WriteString(body)
	m.line("")
}

// mailText is five lines: title, score, classes, what changed, where the rest
// is; and before them, of a draft, that it is one.
func mailText(p *page) string {
	h, w := p.Headline, p.P
	lines := []string{p.Title + " (" + strings.Join(p.Facts, ", ") + ")"}
	if len(p.Facts) == 0 {
		lines[0] = p.Title
	}
	if h.Shown {
		lines = append(lines, "NPS "+h.Score+", "+h.IntervalName+" "+h.Interval+", "+h.Answers+".")
	}
	var classes []string
	for _, c := range h.Classes {
		classes = append(classes, fmt.Sprintf("%s (%s) %d%%", c.Label, c.Range, c.Percent))
	}
	switch {
	case len(classes) > 0:
		lines = append(lines, strings.Join(classes, ", ")+".")
	default:
		lines = append(lines, h.Sentences[0])
	}
	if p.Changes.Total != "" {
		lines = append(lines, p.Changes.Total)
	}
	lines = append(lines, w.MailAttached)
	if p.Draft {
		lines = append([]string{strings.ToUpper(w.Draft) + ": " + w.DraftNote}, lines...)
	}
	for i, line := range lines {
		lines[i] = safetext.Terminal(line)
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

func mailSubject(p *page) string {
	score := p.P.NoScore
	if p.Headline.Shown {
		score = "NPS " + p.Headline.Score
	}
	subject := fmt.Sprintf(p.P.MailSubject, p.Title, score)
	if p.Draft {
		subject = "[" + p.P.Draft + "] " + subject
	}
	return safetext.Terminal(subject)
}

// mailDate is when the report was made, else published; a mail without either
// gets the first second of 2000, since a date it must have.
func mailDate(p *page) string {
	t := p.Made
	if e := p.source.edition; t.IsZero() && e != nil {
		t = e.Published
	}
	if t.IsZero() {
		t = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000")
}

// encoded is text for a header: encoded words (RFC 2047) where it is not plain
// ASCII, or looks like such a word itself; folded between them. The text has no
// line break: safetext made every one visible.
func encoded(s string) string {
	word := mime.BEncoding.Encode("utf-8", s)
	if word != s {
		return strings.ReplaceAll(word, " =?", "\r\n =?")
	}
	if !strings.Contains(s, "=?") {
		return s
	}
	var words []string
	for len(s) > 0 { // ASCII only, so any byte is a place to cut
		n := min(len(s), 42)
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, "\r\n ")
}

// address checks one or several addresses and writes them anew, so that nothing
// of what was given reaches a header as it was.
func address(s, none string) (string, error) {
	if s == "" {
		return none, nil
	}
	list, err := mail.ParseAddressList(s)
	if err != nil {
		return "", fmt.Errorf("report: %w", ErrAddress)
	}
	out := make([]string, 0, len(list))
	for _, a := range list {
		if strings.ContainsAny(a.Address+a.Name, "\r\n\x00") {
			return "", fmt.Errorf("report: %w", ErrAddress)
		}
		out = append(out, a.String())
	}
	return strings.Join(out, ",\r\n "), nil
}

func quoted(text string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	io.WriteString(w, text) // a strings.Builder takes everything
	w.Close()
	return b.String()
}

// wrapped64 is base64 in lines of 76 characters.
func wrapped64(data []byte) string {
	all := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	for len(all) > 76 {
		b.WriteString(all[:76] + "\r\n")
		all = all[76:]
	}
	b.WriteString(all)
	return b.String()
}
