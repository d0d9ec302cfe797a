package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chengxin-credit/chengxin/internal/boot"
)

// tour shows the main job through the command line, as its users would do it, and prints each command with its answer.
type tour struct {
	env      *boot.Env
	server   string
	program  string
	accounts map[string]Account
	keys     map[string]Account
	evidence []string // ledger indexes of the answer and of the refusal
}

const (
	tourCase   = "聊市监案〔2026〕15号"
	tourNumber = "聊市监罚〔2026〕演示"
)

// runTour pushes two records, asks for the company, revokes an officer, and verifies the evidence of answer and refusal offline.
func runTour(ctx context.Context, env *boot.Env, city *Population, accounts []Account) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	t := &tour{env: env, server: "http://" + env.Config.GetServer().GetHttp(), program: program, accounts: map[string]Account{}, keys: map[string]Account{}}
	for _, a := range accounts {
		if a.Role == "pusher" {
			t.keys[a.Agency] = a
		} else {
			t.accounts[a.Name] = a
		}
	}
	company := city.showcase()
	for _, step := range []func(context.Context, *Population, Organisation) error{t.push, t.query, t.revoke, t.prove} {
		if err := step(ctx, city, company); err != nil {
			return fmt.Errorf("tour of the demo: %w", err)
		}
	}
	return nil
}

// push sends one correct penalty and one with a day that does not exist.
func (t *tour) push(ctx context.Context, city *Population, company Organisation) error {
	var agency Agency
	for _, a := range city.Agencies {
		if a.Code == "lc-amr" {
			agency = a
		}
	}
	var file bytes.Buffer
	for i, day := range []string{city.until.Format("2006-01-02"), city.until.Format("2006") + "/2/30"} {
		o := newObject().str("CF_XDR_MC", company.Name).str("CF_XDR_LB", company.party().kind).str("CF_XDR_SHXYM", company.USCC).str("CF_FRDB", company.Legal).
			str("CF_WSH", fmt.Sprintf("%s%d号", tourNumber, i+1)).str("CF_WFXW", "未按规定公示年度报告").str("CF_SY", "逾期未公示年度报告。").
			str("CF_YJ", "《企业信息公示暂行条例》第十七条").str("CF_CFLB", "警告").str("CF_NR", "警告").str("CF_JDRQ", day).
			str("CF_CFJG", agency.Name).str("CF_CFJGDM", agency.USCC).str("CF_SJLY", agency.Name).str("CF_SJLYDM", agency.USCC)
		file.Write(append(o.bytes(), '\n'))
	}
	path := filepath.Join(t.env.Data, "demo", "penalties.ndjson")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		return err
	}
	t.say("1. A department pushes two penalties; one names a day that does not exist", "部门报送两条处罚,其中一条日期不存在")
	return t.run(ctx, t.keys["lc-amr"].APIKey, 3, "push", path, "--resource", "penalty")
}

// query asks for the company as an officer and keeps the index of the evidence for the auditor.
func (t *tour) query(ctx context.Context, city *Population, company Organisation) error {
	token, err := t.login(ctx, "officer")
	if err != nil {
		return err
	}
	if err := t.arrived(ctx, token, company.USCC); err != nil {
		return err
	}
	if err := t.look(ctx, token, city.citizen()); err != nil {
		return err
	}
	t.say("2. An officer asks for the company", "执法人员查询该企业")
	if err := t.run(ctx, token, 0, "query", company.USCC, "--purpose", "enforcement", "--case", tourCase); err != nil {
		return err
	}
	begun := time.Now()
	header, err := t.ask(ctx, token, company.USCC)
	took := time.Since(begun)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(t.env.Stdout, "Asked once more, the answer took %.1[1]f ms.\n再次查询，用时 %.1[1]f 毫秒。\n", float64(took.Microseconds())/1000)
	return t.keep(header)
}

// keep notes what an answer or refusal says of its evidence.
func (t *tour) keep(header http.Header) error {
	index := header.Get("X-Chengxin-Evidence")
	if _, err := strconv.ParseUint(index, 10, 64); err != nil {
		return fmt.Errorf("the answer names no evidence: %w", err)
	}
	t.evidence = append(t.evidence, index)
	return nil
}

// prove fetches the proofs of answer and refusal as an auditor, and verifies both from files.
func (t *tour) prove(ctx context.Context, _ *Population, _ Organisation) error {
	token, err := t.login(ctx, "auditor")
	if err != nil {
		return err
	}
	verifier, _, err := t.http(ctx, http.MethodGet, "/v1/audit/key", token, nil)
	if err != nil {
		return err
	}
	key := filepath.Join(t.env.Data, "demo", "ledger.pub")
	if err := os.WriteFile(key, verifier, 0o600); err != nil {
		return err
	}
	t.say(fmt.Sprintf("4. The answer is evidence %s, the refusal %s. The auditor fetches both proofs and verifies them offline, from files", t.evidence[0], t.evidence[1]),
		"审计人员取得答复与拒绝两份证明,离线验证")
	for i, index := range t.evidence {
		bundle := filepath.Join(t.env.Data, "demo", []string{"proof.json", "proof-refusal.json"}[i])
		if err := t.run(ctx, token, 0, "audit", "proof", index, "--out", bundle); err != nil {
			return err
		}
		if err := t.run(ctx, "", 0, "audit", "verify", bundle, "--verifier", key); err != nil {
			return err
		}
	}
	return nil
}

// look asks for the demo's credit subject once as one should and once without need, so that the subject finds both in its list.
func (t *tour) look(ctx context.Context, token string, of Person) error {
	ask := map[string]any{"id": of.ID, "purpose": "enforcement", "case_no": tourCase}
	if _, _, err := t.http(ctx, http.MethodPost, "/v1/subjects:profile", token, ask); err != nil {
		return err
	}
	ask["purpose"] = "award"
	if _, _, err := t.http(ctx, http.MethodPost, "/v1/subjects:profile", token, ask); err == nil {
		return errors.New("an officer looked at a person for a purpose that is no reason to")
	}
	return nil
}

// revoke takes an officer's role away and lets it ask once more.
func (t *tour) revoke(ctx context.Context, _ *Population, company Organisation) error {
	officer, err := t.login(ctx, "officer-leaving")
	if err != nil {
		return err
	}
	admin, err := t.login(ctx, "secadmin")
	if err != nil {
		return err
	}
	raw, _, err := t.http(ctx, http.MethodGet, "/v1/me", officer, nil)
	if err != nil {
		return err
	}
	var me struct{ ID string }
	if err := json.Unmarshal(raw, &me); err != nil {
		return err
	}
	if _, _, err := t.http(ctx, http.MethodPost, "/v1/people/"+me.ID+":setRoles", admin, map[string]any{"id": me.ID, "roles": []string{}}); err != nil {
		return err
	}
	t.say("3. The security administrator took this officer's role away; the next query is refused, with the reason", "安全管理员收回角色后,下一次查询即被拒绝并说明理由")
	if err := t.run(ctx, officer, 1, "query", company.USCC, "--purpose", "enforcement", "--case", tourCase); err != nil {
		return err
	}
	header, err := t.ask(ctx, officer, company.USCC)
	if err == nil {
		return errors.New("an officer without the role was answered")
	}
	return t.keep(header)
}

func (t *tour) say(en, zh string) { _, _ = fmt.Fprintf(t.env.Stdout, "\n── %s\n   %s\n", en, zh) }

// run executes one command of this program and prints it with its output; another exit code than expected is an error.
func (t *tour) run(ctx context.Context, key string, want int, args ...string) error {
	_, _ = fmt.Fprintf(t.env.Stdout, "$ chengxin %s\n", strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, t.program, args...)
	cmd.Env = append(os.Environ(), "CHENGXIN_SERVER="+t.server, "CHENGXIN_KEY="+key)
	out, err := cmd.CombinedOutput()
	lines := strings.SplitAfter(string(out), "\n")
	if len(lines) > 24 {
		lines = append(lines[:22], fmt.Sprintf("… %d more lines\n", len(lines)-22))
	}
	_, _ = io.WriteString(t.env.Stdout, strings.Join(lines, ""))
	if code := cmd.ProcessState.ExitCode(); code != want {
		return fmt.Errorf("chengxin %s ended with %d, want %d: %w", args[0], code, want, err)
	}
	return nil
}

// login opens a session for one of the demo's people.
func (t *tour) login(ctx context.Context, name string) (string, error) {
	raw, _, err := t.http(ctx, http.MethodPost, "/v1/sessions", "", map[string]any{"name": name, "password": t.accounts[name].Password})
	if err != nil {
		return "", err
	}
	var reply struct{ Token string }
	return reply.Token, json.Unmarshal(raw, &reply)
}

// arrived waits until the record of step 1 can be asked for: from acknowledgement to answer it takes a fraction of a second.
func (t *tour) arrived(ctx context.Context, token, subject string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		raw, _, err := t.http(ctx, http.MethodGet, "/v1/subjects/"+subject+"/profile?purpose=supervision", token, nil)
		if err != nil {
			return err
		}
		if bytes.Contains(raw, []byte(tourNumber)) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the pushed record did not become visible within 30 seconds")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// ask queries over HTTP, whose header tells where the evidence is, of a refusal too.
func (t *tour) ask(ctx context.Context, token, subject string) (http.Header, error) {
	_, header, err := t.http(ctx, http.MethodGet, "/v1/subjects/"+subject+"/profile?purpose=supervision", token, nil)
	return header, err
}

func (t *tour) http(ctx context.Context, method, path, token string, in any) ([]byte, http.Header, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, t.server+path, body)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	return raw, res.Header, err
}
