package demo

import (
	"fmt"
	"strconv"
	"time"
)

// party is the subject of a permit or penalty, with the mistakes a clerk makes.
type party struct {
	name, kind, uscc   string
	legal, id, docType string
	division           string
	home               place
}

func (o Organisation) party() party {
	kind := "法人及非法人组织"
	if o.Shop {
		kind = "个体工商户"
	}
	return party{name: o.Name, kind: kind, uscc: o.USCC, legal: o.Legal, division: o.Division, home: o.home}
}

func (n Person) party() party {
	return party{name: n.Name, kind: "自然人", docType: "身份证", id: n.ID, division: n.Division, home: n.home}
}

// penalty is one administrative penalty in the 2019 template.
func (p *Population) penalty(d dice, n int) Record {
	who := p.anyone(d, 0.25)
	v := pick(d, violations)
	on := p.past(d)
	duties := []duty{market, environment, safety, transport, construction, fire, labour}
	a := p.agency(d, pick(d, duties), who.home)
	m := p.mistake(d)
	who = m.spoil(d, p, who)
	o := newObject().str("CF_XDR_MC", who.name).str("CF_XDR_LB", who.kind).str("CF_XDR_SHXYM", who.uscc).str("CF_FRDB", who.legal).
		str("CF_XDR_ZJLX", who.docType).str("CF_XDR_ZJHM", who.id)
	number := fmt.Sprintf("%s罚〔%d〕%d号", short(a), on.Year(), n)
	if m == badCode {
		v.penalties = "口头批评"
	}
	fine := v.fine * (0.5 + d.Float64()*2)
	if m != missingNumber {
		o.str("CF_WSH", number)
	}
	o.str("CF_WFXW", v.kind).str("CF_SY", who.name+v.kind+"。"+v.fact+"。").str("CF_YJ", v.basis).str("CF_CFLB", v.penalties).
		str("CF_NR", content(v, fine))
	if fine > 0 && m != missingFine {
		o.num("CF_NR_FK", strconv.FormatFloat(fine, 'f', 4, 64))
	}
	switch v.penalties {
	case "罚款;没收违法所得", "罚款;没收违法所得;没收非法财物":
		o.num("CF_NR_WFFF", strconv.FormatFloat(fine*0.3, 'f', 4, 64))
	case "吊销许可证件;罚款":
		o.str("CF_NR_ZKDX", fmt.Sprintf("建筑业企业资质证书D%09d", n))
	}
	m.date(o, "CF_JDRQ", on)
	o.str("CF_CFJG", a.Name).str("CF_CFJGDM", a.USCC).str("CF_SJLY", a.Name).str("CF_SJLYDM", a.USCC)
	return Record{Agency: a.Code, Resource: "penalty", Day: on, JSON: o.bytes(), Mistake: m}
}

func content(v violation, fine float64) string {
	if fine == 0 {
		return v.penalties
	}
	return fmt.Sprintf("%s;处罚款人民币%.0f元。", v.penalties, fine*10000)
}

// permit is one administrative permit in the 2019 template.
func (p *Population) permit(d dice, n int) Record {
	who := p.anyone(d, 0.1)
	k := pick(d, permits)
	on := p.past(d)
	duties := []duty{market, environment, safety, transport, construction, health, culture}
	a := p.agency(d, pick(d, duties), who.home)
	m := p.mistake(d)
	if m == missingFine {
		m = badCode
	}
	who = m.spoil(d, p, who)
	o := newObject().str("XK_XDR_MC", who.name).str("XK_XDR_LB", who.kind).str("XK_XDR_SHXYM", who.uscc).str("XK_FRDB", who.legal).
		str("XK_XDR_ZJLX", who.docType).str("XK_XDR_ZJHM", who.id).str("XK_XKWS", k.document)
	number := fmt.Sprintf("%s许〔%d〕%d号", short(a), on.Year(), n)
	if m != missingNumber {
		o.str("XK_WSH", number)
	}
	category := k.category
	if m == badCode {
		category = "一般"
	}
	o.str("XK_XKLB", category).str("XK_XKZS", k.document).str("XK_XKBH", fmt.Sprintf("XK%s%07d", a.Division, n)).str("XK_NR", k.content)
	m.date(o, "XK_JDRQ", on)
	o.day("XK_YXQZ", on).day("XK_YXQZI", on.AddDate(k.years, 0, -1)).
		str("XK_XKJG", a.Name).str("XK_XKJGDM", a.USCC).num("XK_ZT", "1").str("XK_LYDW", a.Name).str("XK_LYDWDM", a.USCC)
	return Record{Agency: a.Code, Resource: "permit", Day: on, JSON: o.bytes(), Mistake: m}
}

// short is how a department signs its documents, such as 聊市监.
func short(a Agency) string {
	r := []rune(a.Name)
	return string(r[0]) + string(r[len(r)-3:len(r)-1])
}

// anyone draws a subject; share is the part of natural persons.
func (p *Population) anyone(d dice, share float64) party {
	if d.chance(share) {
		return p.Persons[d.skewed(len(p.Persons))].party()
	}
	return p.Organisations[d.skewed(len(p.Organisations))].party()
}

// past draws a day of the five years, with more of the recent ones, and a share in the last three weeks.
func (p *Population) past(d dice) time.Time {
	f := d.Float64()
	return p.until.AddDate(0, 0, -1-int(f*f*1825))
}
