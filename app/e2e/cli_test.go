package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
