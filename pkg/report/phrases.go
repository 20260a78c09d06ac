package report

// phrases are the sentences of a report in one language. A verb stands for text
// that is ready to be read; where another language wants another order, it
// numbers them.
type phrases struct {
	Lang, Title, Kicker string
	Months              [12]string
	Date                string // day, month, year
	Grouping            int    // digits in a group above the thousand: 3, or 2 in India

	// The head.
	Draft, DraftNote, EditionNo, Published, Made, Covers string

	// The headline.
	ScoreLabel, Answers, Interval, IntervalOf, NoScore string
	Meaning, MeaningPlain, Sure, Reach                 string
	More, Fewer, Even                                  string
	BarTitle, BarDesc                                  string
	ScoreDesc                                          string
	Detractors, Passives, Promoters                    string

	// What changed.
	Changed, ChangedBy, NotChanged, Unclear, FirstEdition, ChangedGroups, NoGroupChanged string
	UpBy, DownBy, PointsOf, OnePoint, AsBefore                                           string
	LastEdition, EditionOf, CarriedNote                                                  string

	// High and low.
	HighLow, HighIntro, LowIntro, AllAlike, ItemScore, HighLowNote string

	// The trend.
	Trend, TrendTitle, TrendDesc, TrendRead, TrendUsual string
	SignalsHead, Quiet, TooShort                        string
	Signals                                             map[string][2]string // by id: up, down; "" is any other
	EventsHead, EventUp, EventDown, EventUnclear        string
	EventHidden, ShiftLine                              string
	PeriodHead, SignalHead                              string
	StandsOutUp, StandsOutDown                          string

	// The tables.
	By, GroupsIntro, GroupHead, ScoreHead, IntervalHead, AnswersHead, ChangeHead, ChartHead string
	Everyone, Hidden, NotShown, NoneShown, Blank, Other, OtherNote                          string
	ClassesOf, Behind, NoChange, Real, Reference, Rest                                      string

	// The account.
	Account, AccountIntro, Counted, Records string
	Reasons                                 map[string]string

	// The method.
	Method, Formula, IntervalMethod, Rounding, TrendMethod, ChangeMethod string

	// Privacy.
	Privacy, PrivacyFloor, PrivacyHidden, PrivacyComposition, PrivacyEditions string

	// The edition.
	Edition, EditionID, PlanID, PreviousDate, None string

	// The mail.
	MailSubject, MailAttached, MailAlt string

	Trademark string
}

// languages are those that a report can be written in.
func languages(lang string) (*phrases, error) {
	switch lang {
	case "", English:
		return &english, nil
	case Hindi:
		return &hindi, nil
	}
	return nil, ErrLanguage
}
