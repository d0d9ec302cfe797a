package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/chengxin-credit/chengxin/app/access"
	"github.com/chengxin-credit/chengxin/internal/ids"
)

// Account is one login of the demo, as it is printed and kept in demo/accounts.json (owner only).
type Account struct {
	Role     string `json:"role"`
	Agency   string `json:"agency"`
	Name     string `json:"name"`
	Password string `json:"password,omitempty"`
	APIKey   string `json:"api_key,omitempty"`
	Kafka    string `json:"kafka_username,omitempty"`
}

// people are the demo's people: every role, officers of city, county and the other city.
var people = []struct{ role, name, display, agency string }{
	{"officer", "officer", "演示执法人员", "lc-amr"},
	{"officer", "officer-county", "演示执法人员(临清)", "lq-amr"},
	{"officer", "officer-wenling", "演示执法人员(温岭)", "wl-amr"},
	{"officer", "officer-leaving", "演示离岗人员", "lc-amr"},
	{"auditor", "auditor", "演示审计人员", "lc-credit"},
	{"catalog_manager", "catalog", "演示目录管理员", "lc-credit"},
	{"catalog_manager", "catalog-second", "演示目录管理员(复核)", "lc-credit"},
	{"system_admin", "sysadmin", "演示系统管理员", "lc-credit"},
	{"security_admin", "secadmin", "演示安全管理员", "lc-credit"},
	{"audit_admin", "auditadmin", "演示审计管理员", "lc-credit"},
	{"agency_operator", "operator", "演示数源部门经办人", "lc-amr"},
	{"subject", "subject", "演示信用主体(自然人)", subjects.Code},
	{"subject", "subject-org", "演示信用主体(企业)", subjects.Code},
}

// subjects is where the accounts of credit subjects are kept. It is no department: nothing is pushed by it and nothing delivered to it,
// so there is nothing of it that a subject could come by.
var subjects = Agency{Code: "lc-subjects", Name: "聊城市信用主体(本人查询)", Division: "371500", Kind: "consumer"}

// accountsFile is where the accounts are kept below the data folder.
func accountsFile(data string) string { return filepath.Join(data, "demo", "accounts.json") }

// loadAccounts reads the accounts of an earlier run, nil if there was none.
func loadAccounts(data string) ([]Account, error) {
	b, err := os.ReadFile(accountsFile(data))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Account
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("read %s: %w", accountsFile(data), err)
	}
	return out, nil
}

// saveAccounts replaces the file at once, so that a crash leaves the old or the new one.
func saveAccounts(data string, accounts []Account) error {
	path := accountsFile(data)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	b, err := json.MarshalIndent(accounts, "", "  ")
	if err != nil {
		return err
	}
	next := path + ".new"
	if err := os.WriteFile(next, append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// staff gives the demo's people their accounts, in their order: those of an earlier run, and new passwords for people it did not have.
func staff(earlier []Account, random io.Reader) ([]Account, error) {
	var out []Account
	for _, p := range people {
		a := Account{Role: p.role, Agency: p.agency, Name: p.name}
		for _, e := range earlier {
			if e.Name == p.name && e.Password != "" {
				a.Password = e.Password
			}
		}
		if a.Password == "" {
			var err error
			if a.Password, err = ids.Secret("demo-", 10, random); err != nil {
				return nil, err
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// keys are the accounts that are API keys.
func keys(accounts []Account) []Account {
	return slices.DeleteFunc(slices.Clone(accounts), func(a Account) bool { return a.APIKey == "" })
}

// seed is what access is filled with: all departments, the people, a pushing key for each department. The credit subjects are a
// person and a company of the city.
func seed(city *Population, accounts []Account) access.Seed {
	of := map[string]string{"subject": city.citizen().ID, "subject-org": city.showcase().USCC}
	s := access.Seed{Agencies: []access.SeedAgency{{Code: subjects.Code, Name: subjects.Name, Division: subjects.Division, Kind: subjects.Kind}}}
	for _, a := range city.Agencies {
		s.Agencies = append(s.Agencies, access.SeedAgency{Code: a.Code, Name: a.Name, USCC: a.USCC, Division: a.Division, Kind: a.Kind})
		s.Keys = append(s.Keys, access.SeedKey{Agency: a.Code, Label: "demo", Roles: []string{"pusher"}})
		s.Lines = append(s.Lines, access.SeedLine{
			Type: "p", Subject: "pusher", Domain: a.Code, Object: "resource/*", Action: "record.backfill", Effect: "allow", Fields: "public", Scope: "any",
		})
	}
	for i, p := range people {
		s.People = append(s.People, access.SeedPerson{Name: p.name, DisplayName: p.display, Agency: p.agency, Password: accounts[i].Password, Subject: of[p.name], Roles: []string{p.role}})
	}
	return s
}

// printAccounts shows who can log in, once per start.
func printAccounts(out io.Writer, data string, accounts []Account) error {
	if _, err := fmt.Fprintln(out, "\n演示账号 Demo accounts (kept in "+accountsFile(data)+"):"); err != nil {
		return err
	}
	shown := 0
	for _, a := range accounts {
		secret := a.Password
		if a.Role == "pusher" {
			if shown++; shown > 3 {
				continue
			}
			secret = a.APIKey
		}
		if _, err := fmt.Fprintf(out, "  %-16s %-11s %-16s %s\n", a.Role, a.Agency, a.Name, secret); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "  … %d more agencies' keys in the file\n", max(0, shown-3))
	return err
}

// printPages says where the pages are, last of all, so that it is what the reader of a terminal sees.
func printPages(out io.Writer, server string) error {
	_, err := fmt.Fprintf(out, "\n门户 Portal: %[1]s/portal/\n各角色导览 A short tour for each role: %[1]s/portal/tour\n", server)
	return err
}
