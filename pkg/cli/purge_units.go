package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// purgeJob is what the units of a nightly purge say.
type purgeJob struct {
	program, vault, fingerprint string
	account, group              string // who runs it
	home                        string // of that account
	own                         bool   // the vault belongs to one account alone
	closed                      bool   // other accounts cannot run the program where it lies
}

// runPurgeUnits prints units with what has to be done before, spelled out.
func runPurgeUnits(a *app, cmd *cobra.Command, o *purgeOptions) error {
	v, err := a.openVaultFor(cmd, needNothing)
	if err != nil {
		return err
	}
	defer v.Close()
	j, err := a.purgeJob(v)
	if err != nil {
		return err
	}
	text := j.cron()
	if o.systemd {
		text = j.systemd()
	}
	return a.result(o.output, writeText([]byte(text)))
}

func (a *app) purgeJob(v *vault.Vault) (*purgeJob, error) {
	dir, err := filepath.Abs(v.Path())
	if err != nil {
		return nil, err
	}
	program, err := os.Executable()
	if err != nil {
		program = "/usr/local/bin/nps"
	}
	for _, path := range []string{dir, program} {
		if strings.ContainsFunc(path, unicode.IsControl) {
			return nil, usageError("", "a path with control characters cannot stand in a unit", "")
		}
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, vaultError(v.Path(), err)
	}
	j := &purgeJob{program: program, vault: dir, fingerprint: v.Fingerprint(), account: "nps-purge", home: "/var/lib/nps-purge", closed: !openToAll(program)}
	owner, group, home := ownerNames(info)
	if j.group = group; info.Mode()&os.ModeSetgid == 0 {
		j.own, j.account, j.home = true, owner, home
	}
	return j, nil
}

// openToAll tells whether every account may run a program: it, and each folder above it, can
// be entered by others. The programs that go install makes in a home often cannot.
func openToAll(program string) bool {
	for path := program; ; path = filepath.Dir(path) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
	}
}

// before says what an owner does once, as comments.
func (j *purgeJob) before() string {
	var lines []string
	if j.own {
		lines = []string{
			"The vault belongs to " + j.account + " alone, so the job runs as " + j.account + ", who needs the",
			"role purger. With a vault of a group (nps vault init --shared GROUP) it runs as",
			"an account of its own, with a key that reads nothing.",
		}
	} else {
		as := "sudo -u " + j.account + " env HOME=" + j.home + " "
		lines = []string{
			"Once, before: an account in the vault's group, with a key of its own that reads",
			"nothing and may only purge. In a folder that this account may open, too:",
			"  cd /",
			"  sudo useradd --system --gid " + j.group + " --home-dir " + j.home + " --create-home " + j.account,
			"  " + as + shellWord(j.program) + " keys generate --name " + j.account,
			"  " + as + "cat " + j.home + "/.config/nps/card > ~/" + j.account + ".card",
			"  nps keys grant purger --card ~/" + j.account + ".card --vault " + shellWord(j.vault),
			"  " + as + shellWord(j.program) + " keys trust \\",
			"    " + j.fingerprint + " \\",
			"    --vault " + shellWord(j.vault),
		}
		if j.closed {
			lines = append([]string{
				"NOTE: that account cannot run the program where it lies now. Install it, and print",
				"this again by the installed one:",
				"  sudo install -m 755 " + shellWord(j.program) + " /usr/local/bin/nps",
				"",
			}, lines...)
		}
	}
	return "# " + strings.Join(lines, "\n# ") + "\n"
}

func (j *purgeJob) systemd() string {
	var b strings.Builder
	b.WriteString("# A nightly purge. Each part below goes into the file that its first line names;\n")
	b.WriteString("# then: sudo systemctl daemon-reload && sudo systemctl enable --now nps-purge.timer\n#\n")
	b.WriteString(j.before())
	fmt.Fprintf(&b, `
# /etc/systemd/system/nps-purge.service
[Unit]
Description=Remove what the policy of the vault no longer keeps
RequiresMountsFor=%[1]s

[Service]
Type=oneshot
User=%[2]s
Group=%[3]s
UMask=0007
Environment=HOME=%[4]s
ExecStart=%[5]s purge --yes --vault %[6]s
LimitCORE=0
NoNewPrivileges=yes
PrivateNetwork=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths=%[1]s %[8]s

# /etc/systemd/system/nps-purge.timer
[Unit]
Description=Each night: remove what the policy of the vault no longer keeps

[Timer]
OnCalendar=*-*-* 03:17:00
RandomizedDelaySec=15m
Persistent=true

[Install]
WantedBy=timers.target

# A missed run must be loud. For the monitoring, by any account that trusts the vault:
#   nps vault status --max-purge-age 36h --vault %[7]s
`, unitWord(j.vault), j.account, j.group, unitWord(j.home), unitCommand(j.program), unitCommand(j.vault), shellWord(j.vault), j.writes())
	return b.String()
}

// writes is what the job writes beside the vault: its pins.
func (j *purgeJob) writes() string {
	if j.own {
		return unitWord("-" + j.home + "/.local/state/nps")
	}
	return unitWord(j.home)
}

func (j *purgeJob) cron() string {
	line := fmt.Sprintf("%s purge --yes --vault %s >/dev/null", shellWord(j.program), shellWord(j.vault))
	return "# A nightly purge: the line below goes into the crontab of " + j.account + "\n# (sudo crontab -u " + j.account + " -e). What fails is mailed.\n#\n" +
		j.before() + "17 3 * * * " + strings.ReplaceAll(line, "%", `\%`) + "\n"
}

// shellWord quotes a word for a shell where it needs it.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+:@%", r))
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// unitCommand quotes a word of a command line of systemd, where $ means something.
func unitCommand(s string) string { return strings.ReplaceAll(unitWord(s), "$", "$$") }

// unitWord quotes a word for a unit of systemd, where % means something.
func unitWord(s string) string {
	s = strings.ReplaceAll(s, "%", "%%")
	if !strings.ContainsAny(s, " \"'\\;") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
