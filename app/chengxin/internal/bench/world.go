package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/chengxin-credit/chengxin/app/access"
	"github.com/chengxin-credit/chengxin/app/history/historybench"
	"github.com/chengxin-credit/chengxin/internal/boot"
)

const (
	agency   = "bench"
	officer  = "bench-officer"
	password = "for the length of one bench" //nolint:gosec // of an account that ends with the run
)

// seed makes an agency, its key and an officer, and gives the key's secret.
func (s *server) seed(ctx context.Context) (key string, err error) {
	made, err := access.ApplySeed(ctx, &s.env, access.Seed{
		Agencies: []access.SeedAgency{{Code: agency, Name: "聊城市市场监督管理局", Division: "371500", Kind: "both"}},
		People:   []access.SeedPerson{{Name: officer, DisplayName: "张三", Agency: agency, Password: password, Roles: []string{"officer"}}},
		Keys:     []access.SeedKey{{Agency: agency, Label: "bench"}},
	})
	if err != nil {
		return "", err
	}
	return made.Keys[0].Secret, nil
}

// login gives the officer's session.
func (s *server) login(ctx context.Context) (token string, err error) {
	body, err := json.Marshal(map[string]string{"name": officer, "password": password})
	if err != nil {
		return "", err
	}
	var reply struct {
		Token string `json:"token"`
	}
	return reply.Token, call(ctx, http.DefaultClient, http.MethodPost, "http://"+s.http+"/v1/sessions", "", "application/json", bytes.NewReader(body), &reply)
}

// call makes a request; anything but 200 is an error with what was answered.
func call(ctx context.Context, c *http.Client, method, url, token, kind string, body io.Reader, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 2000)) // what could be read says enough
		return fmt.Errorf("%s %s: %s: %s", method, url, res.Status, text)
	}
	if into == nil {
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// pick takes services of the program by name, in start order.
func pick(all []boot.Service, names ...string) []boot.Service {
	var out []boot.Service
	for _, s := range all {
		for _, n := range names {
			if s.Name == n {
				out = append(out, s)
			}
		}
	}
	return out
}

// perSubject is how many records a subject of historybench has.
const perSubject = 10

// authority is a right code of one.
const authority = "11371500MB00000195"

// appendPenalty appends the i-th record as its agency sends it. It was decided yesterday, so that it is not late.
func appendPenalty(dst []byte, i int) []byte {
	day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	line := bytes.Replace(historybench.Record(i).Fields, []byte(`"CF_JDRQ":"2026-05-01"`), []byte(`"CF_JDRQ":"`+day+`"`), 1)
	line = bytes.ReplaceAll(line, []byte("11371500004359190K"), []byte(authority))
	return append(append(dst, line...), '\n')
}

// appendRegistration appends the registration of the i-th subject, so that its penalties meet no hints.
func appendRegistration(dst []byte, i int) []byte {
	return fmt.Appendf(dst, `{"TYSHXYDM":"%s","JGMC":"聊城市第%d商贸有限公司","ZTLX":"企业","JGZT":"存续","FDDBR":"王某某","CLRQ":"2015-03-02","HZRQ":"2015-03-02",`+
		`"DJJG":"聊城市市场监督管理局","XZQH":"371502"}`+"\n", historybench.Subject(i), i)
}

// receipt is what a push is answered with, as far as a bench looks at it.
type receipt struct {
	Total, Accepted, Refused, Hinted json.Number
	Outcomes                         []json.RawMessage
}

// push sends NDJSON; it is an error if not every record was accepted without a hint.
func (s *server) push(ctx context.Context, c *http.Client, key, resource string, body io.Reader, n int) error {
	var got receipt
	err := call(ctx, c, http.MethodPost, "http://"+s.http+"/v1/resources/"+resource+"/records:push", key, "application/x-ndjson", body, &got)
	if err != nil {
		return err
	}
	if want := fmt.Sprint(n); got.Accepted.String() != want || got.Hinted.String() != "0" {
		why := ""
		if len(got.Outcomes) > 0 {
			why = string(got.Outcomes[0])
		}
		return fmt.Errorf("of %d records %s were accepted, %s with a hint: %s", n, got.Accepted, got.Hinted, why)
	}
	return nil
}
