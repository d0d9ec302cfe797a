package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// commandLine uses the program as a clerk, an officer and a curious one would.
func (w *world) commandLine(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := func(svc string, key string) []string {
		return []string{"CHENGXIN_SERVER=" + w.http[svc], "CHENGXIN_KEY=" + key, "LANG=en_US.UTF-8"}
	}
	token, errs, code := run(t, at("access", ""), "login", "officer1", "--password-file", secret)
	if token = strings.TrimSpace(token); code != 0 || !strings.HasPrefix(token, "cxs_") {
		t.Fatalf("login ended with %d: %s%s", code, token, errs)
	}
	if err := os.WriteFile(secret, []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := run(t, at("access", ""), "login", "officer1", "--password-file", secret); code != 1 || !strings.Contains(errs, "LOGIN") {
		t.Errorf("a wrong password ended with %d: %s", code, errs)
	}
	number := "聊市监罚〔2026〕95号"
	file := filepath.Join(dir, "penalties.csv")
	if err := os.WriteFile(file, []byte(csvOf(penalty(number), penalty("聊市监罚〔2026〕96号").with("CF_JDRQ", "2026/13/1"))), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := run(t, at("exchange", w.pusherKey.secret), "push", file, "--resource", "penalty")
	if code != 3 || !strings.Contains(out, "CF_JDRQ") {
		t.Errorf("a push with one bad row ended with %d, want 3:\n%s%s", code, out, errs)
	}
	w.correctByCommand(t, at("exchange", w.pusherKey.secret), "聊市监罚〔2026〕96号")
	w.find(t, w.officer, acme, number)
	out, errs, code = run(t, at("history", token), "query", acme, "--purpose", "enforcement", "--case", caseNo)
	if code != 0 || !strings.Contains(out, number) {
		t.Errorf("query ended with %d:\n%s%s", code, out, errs)
	}
	if _, errs, code = run(t, at("history", token), "query", acme, "--purpose", "enforcement"); code != 1 || !strings.Contains(errs, "CASE_NO_REQUIRED") {
		t.Errorf("a query without its case number ended with %d: %s", code, errs)
	}
	if _, errs, code = run(t, at("access", token), "logout"); code != 0 {
		t.Errorf("logout ended with %d: %s", code, errs)
	}
	w.soon(t, func() bool {
		_, errs, code := run(t, at("history", token), "query", acme, "--purpose", "supervision")
		return code == 1 && errs != ""
	})
	if out, errs, code := run(t, at("catalog", w.officer.token), "catalog", "show", "penalty"); code != 0 || !strings.Contains(out, "CF_WSH") {
		t.Errorf("catalog show ended with %d:\n%s%s", code, out, errs)
	}
}

// correctByCommand finds the refused record of a document in quarantine, corrects it in a file and sends it again.
func (w *world) correctByCommand(t *testing.T, env []string, number string) {
	var id, record string
	testkit.Eventually(t, 30*time.Second, "the refused record to be in quarantine", func() bool {
		out, _, code := run(t, env, "quarantine", "list", "--resource", "penalty", "--json")
		var list struct{ Items []struct{ ID string } }
		if err := json.Unmarshal([]byte(out), &list); code != 0 || err != nil {
			return false
		}
		for _, q := range list.Items {
			record = filepath.Join(t.TempDir(), "record.json")
			if _, _, code := run(t, env, "quarantine", "get", q.ID, "--record", record); code != 0 {
				continue // what has no items to correct
			}
			if b, err := os.ReadFile(record); err == nil && strings.Contains(string(b), number) {
				id = q.ID
				return true
			}
		}
		return false
	})
	if out, errs, code := run(t, env, "quarantine", "resubmit", id, record); code != 3 || !strings.Contains(out, "CF_JDRQ") {
		t.Errorf("an uncorrected record sent again ended with %d:\n%s%s", code, out, errs)
	}
	b, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	day, _ := penalty(number)["CF_JDRQ"].(string)
	if err := os.WriteFile(record, []byte(strings.Replace(string(b), "2026/13/1", day, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := run(t, env, "quarantine", "resubmit", id, record); code != 0 || !strings.Contains(out, "1 accepted") {
		t.Errorf("a corrected record ended with %d:\n%s%s", code, out, errs)
	}
	testkit.Eventually(t, 30*time.Second, "the entry to be settled", func() bool {
		out, _, code := run(t, env, "quarantine", "get", id)
		return code == 0 && strings.Contains(out, "(resubmitted)")
	})
	w.find(t, w.officer, acme, number)
}

// csvOf writes records with a header of column names.
func csvOf(records ...item) string {
	var columns []string
	for c := range records[0] {
		columns = append(columns, c)
	}
	var b strings.Builder
	b.WriteString(strings.Join(columns, ",") + "\n")
	for _, r := range records {
		for i, c := range columns {
			if i > 0 {
				b.WriteByte(',')
			}
			v, _ := r[c].(string)
			b.WriteString(`"` + v + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
