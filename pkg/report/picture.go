package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Size of the picture of the headline in pixels: as wide as mail is read.
const (
	pictureWidth  = 680
	pictureHeight = 260
	pictureEdge   = 32
)

// picture draws the headline as a PNG: the score, its interval, the bar of the
// classes. It holds figures, and words in English only, so that its font has all
// letters; nothing on it comes from data but counts.
func picture(p *page) ([]byte, error) {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))}
	c.fill(c.img.Bounds(), whiteColour)
	h := p.Headline
	right := pictureWidth - pictureEdge
	c.write("NPS", pictureEdge, 40, 18, false, softColour, 0)
	if h.Shown {
		c.write(h.Score, pictureEdge-3, 112, 76, true, accentColour, 0)
		c.write(p.confidence()+":  "+sized(p.source.total.Low, p.source.total.N)+" … "+sized(p.source.total.High, p.source.total.N), right, 84, 20, true, inkColour, 1)
		c.write("n = "+p.P.count(p.source.total.N), right, 112, 18, false, softColour, 1)
	} else {
		c.write("–", pictureEdge, 112, 76, true, softColour, 0)
	}
	if p.Draft {
		c.write("DRAFT", right, 40, 18, true, signalColour, 1)
	}
	if h.Bar != nil {
		c.bar(p)
	}
	if c.err != nil {
		return nil, fmt.Errorf("report: the picture: %w", c.err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, c.img); err != nil {
		return nil, fmt.Errorf("report: the picture: %w", err)
	}
	return b.Bytes(), nil
}

// canvas is a picture being drawn.
type canvas struct {
	img *image.RGBA
	err error
}

func (c *canvas) fill(r image.Rectangle, k colour) {
	draw.Draw(c.img, r, image.NewUniform(color.RGBA{uint8(k.r), uint8(k.g), uint8(k.b), 255}), image.Point{}, draw.Src)
}

// write draws text with its base line at y; align is 0 for text that begins at
// x, 0.5 for text around it, 1 for text that ends there.
func (c *canvas) write(text string, x, y int, size float64, strong bool, k colour, align float64) {
	open := regular
	if strong {
		open = bold
	}
	parsed, err := open()
	if err == nil {
		var face font.Face
		if face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72}); err == nil {
			d := font.Drawer{Dst: c.img, Src: image.NewUniform(color.RGBA{uint8(k.r), uint8(k.g), uint8(k.b), 255}), Face: face}
			shift := fixed.Int26_6(align * float64(d.MeasureString(text)))
			d.Dot = fixed.P(x, y).Sub(fixed.Point26_6{X: shift})
			d.DrawString(text)
			return
		}
	}
	if c.err == nil {
		c.err = err
	}
}

// bar draws the classes with their shares, and names them below.
func (c *canvas) bar(p *page) {
	const top, bottom = 144, 192
	wide := float64(pictureWidth - 2*pictureEdge)
	for i, s := range p.Headline.Bar.Segments {
		back, front := classColours(s.Class)
		from, to := pictureEdge+int(s.X/100*wide), pictureEdge+int((s.X+s.W)/100*wide)
		if i > 0 {
			from += 2
		}
		c.fill(image.Rect(from, top, to, bottom), back)
		if s.Roomy {
			c.write(itoa(s.Percent)+"%", (from+to)/2, 176, 20, true, front, 0.5)
		}
		part := p.Headline.Classes[i]
		label := part.Range
		if p.P.Lang == English {
			label = part.Label + " " + part.Range
		}
		x := []int{pictureEdge, pictureWidth / 2, pictureWidth - pictureEdge}[i]
		c.write(label+"  "+itoa(part.Percent)+"%", x, 226, 16, false, inkColour, float64(i)/2)
	}
}
