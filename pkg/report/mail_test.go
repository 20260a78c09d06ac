package report

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"strings"
	"testing"
)

// letter is a mail taken apart by the standard library.
type letter struct {
	header mail.Header
	parts  []*multipart.Part
	bodies [][]byte
}

func opened(t *testing.T, raw []byte) letter {
	t.Helper()
	if bytes.Count(raw, []byte("\n")) != bytes.Count(raw, []byte("\r\n")) || bytes.Count(raw, []byte("\r")) != bytes.Count(raw, []byte("\r\n")) {
		t.Error("a line ends with something else than CR LF")
	}
	for _, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("a line has %d bytes", len(line))
		}
		for _, c := range line {
			if c >= 0x80 || c < 0x20 && c != '\t' {
				t.Fatalf("byte %#x in the mail", c)
			}
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	l := letter{header: m.Header}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatalf("%s, %v", kind, err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return l
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			if body, err = base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(string(body))); err != nil {
				t.Fatal(err)
			}
		}
		l.parts, l.bodies = append(l.parts, p), append(l.bodies, body)
	}
}

func TestMail(t *testing.T) {
	for name, s := range map[string]*source{"edition": sample(), "draft": draft(), "nothing": {}} {
		for _, lang := range []string{English, Hindi} {
			o := sampleWords
			o.Lang = lang
			o.From, o.To = "Équipe <survey@example.org>", "a@example.org, B <b@example.org>"
			var b, again bytes.Buffer
			if err := write(&b, s, Mail, o); err != nil {
				t.Fatal(err)
			}
			if write(&again, s, Mail, o); !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("%s: the same report is another mail", name)
			}
			l := opened(t, b.Bytes())
			if len(l.parts) != 3 {
				t.Fatalf("%s: %d parts", name, len(l.parts))
			}
			lines := strings.Count(strings.TrimSpace(string(l.bodies[0])), "\n") + 1
			if lines < 3 || lines > 6 {
				t.Errorf("%s: the text has %d lines:\n%s", name, lines, l.bodies[0])
			}
			img, err := png.Decode(bytes.NewReader(l.bodies[1]))
			if err != nil || img.Bounds().Dx() != pictureWidth || len(l.bodies[1]) > 60<<10 {
				t.Errorf("%s: picture: %v, %d bytes", name, err, len(l.bodies[1]))
			}
			var page bytes.Buffer
			write(&page, s, HTML, o)
			if !bytes.Equal(page.Bytes(), l.bodies[2]) {
				t.Errorf("%s: the attachment is not the page", name)
			}
			to, err := l.header.AddressList("To")
			if err != nil || len(to) != 2 || to[1].Address != "b@example.org" {
				t.Errorf("%s: To %v, %v", name, to, err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(l.header.Get("Subject"))
			if err != nil || !strings.Contains(subject, sampleWords.Title) {
				t.Errorf("%s: subject %q, %v", name, subject, err)
			}
			if dir := os.Getenv("LOOK"); dir != "" {
				os.WriteFile(dir+"/"+name+"-"+lang+".png", l.bodies[1], 0o644)
			}
		}
	}
	var b bytes.Buffer
	if err := write(&b, sample(), Mail, sampleWords); err != nil {
		t.Fatal(err)
	}
	if l := opened(t, b.Bytes()); l.header.Get("X-Unsent") != "1" {
		t.Error("a mail without a sender is no draft")
	}
	for _, bad := range []string{"x", "a@example.org\r\nBcc: b@example.org", "@", "a@example.org, b"} {
		if err := write(io.Discard, sample(), Mail, Words{To: bad}); !errors.Is(err, ErrAddress) {
			t.Errorf("To %q: %v", bad, err)
		}
	}
}
