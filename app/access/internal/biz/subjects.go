package biz

import (
	"slices"
	"strings"

	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/domain/subject"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// bind gives the token of the credit subject that an ID number or unified social credit code stands for; the number itself
// goes no further than here. What could be both is a person's: taken for a code, an ID number would be kept in clear.
func (c *Core) bind(typed string) (token string, err error) {
	id := subject.NormaliseUSCC(typed)
	if number := c.citizen(id); number != "" {
		return c.Vault.Token(number), nil
	}
	if c.CheckUSCC(id) == "" {
		return id, nil
	}
	// What was typed may be nearly an ID number: it is not repeated.
	return "", fault.New(fault.Invalid, "SUBJECT_CODE_INVALID", "既不是正确的居民身份证号码,也不是正确的统一社会信用代码。", "This is neither a valid ID number nor a valid unified social credit code.").
		At("", "subject").Broke("GB 11643-1999, GB 32100-2015").Then("请按证件核对后重新填写。", "Check it against the document and type it again.")
}

// citizen is the 18-character form of a valid ID number, "" for anything else.
func (c *Core) citizen(id string) string {
	if len(id) == 15 {
		id, _ = subject.Upgrade15(id)
	}
	if subject.CheckCitizenID(id, rules.DateOf(c.Clock.Now().In(china))) != "" {
		return ""
	}
	return id
}

// nameIsNumber keeps ID numbers out of login names, which stand in evidence.
func (c *Core) nameIsNumber(name string) *fault.Error {
	if c.citizen(strings.ToUpper(name)) == "" {
		return nil
	}
	return fault.New(fault.Invalid, "NAME_IS_ID_NUMBER", "登录名不能是身份证号码。", "A login name can't be an ID number.").At("", "name").
		Then("请换一个不含个人信息的登录名。", "Choose a name that says nothing personal.")
}

// guardSubject keeps credit subjects to themselves: their accounts are bound to one subject and have that one role, and no other
// account has it. roles are those of the person with the line that is added.
func guardSubject(p Person, roles []string, l Line) *fault.Error {
	bound := p.Subject != ""
	switch {
	case !bound && !slices.Contains(roles, Subject):
		return nil
	case !bound:
		return fault.New(fault.Invalid, "SUBJECT_UNBOUND", "该账号没有绑定信用主体,不能担任“subject”。", "The account is not bound to a credit subject and can't hold the role subject.").At(l.ID, "object").
			Then("请另建账号,并在建立时填写信用主体的身份证号码或统一社会信用代码。", "Create another account and name the subject's ID number or code when you do.")
	case len(roles) == 1 && roles[0] == Subject:
		return nil
	}
	return fault.New(fault.Denied, "SUBJECT_ALONE", "信用主体账号只能有“subject”一个角色。", "The account of a credit subject holds the role subject and no other.").At(l.ID, "object").
		Broke("separation of credit subjects from those who handle records").Then("工作人员请使用另一个账号。", "Staff use another account.")
}
