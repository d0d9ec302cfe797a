package demo

import (
	"fmt"
	"strconv"
	"time"
)

// registration is an organisation's entry in the register.
func (p *Population) registration(o Organisation) Record {
	kind := "企业"
	switch {
	case o.Shop:
		kind = "个体工商户"
	case o.USCC[:2] == "93":
		kind = "农民专业合作社"
	}
	a := p.agency(newDice(p.seed, 9), market, o.home)
	approved, former := o.Founded, ""
	if o.Former != "" {
		former, approved = o.Former+"|"+o.Renamed.Format("2006-01-02"), o.Renamed
	}
	b := newObject().str("TYSHXYDM", o.USCC).str("JGMC", o.Name).str("ZTLX", kind).str("CYM", former).str("ZCH", o.RegNo).str("ZZJGDM", o.Org).
		str("JGZT", o.Status).str("FDDBR", o.Legal).str("FDDBR_ZJLX", "身份证").str("FDDBR_ZJHM", o.LegalID).
		day("CLRQ", o.Founded).day("HZRQ", approved).str("DJJG", a.Name).str("DJJGDM", a.USCC).str("XZQH", o.Division).
		str("ZS", o.home.name+"建设路"+strconv.Itoa(len(o.Name))+"号").str("JYFW", "依法须经批准的项目,经相关部门批准后方可开展经营活动。")
	if o.Status == "注销" || o.Status == "吊销" {
		b.day("ZXRQ", p.until.AddDate(0, -3, 0))
	}
	return Record{Agency: a.Code, Resource: "org_registration", Day: approved, JSON: b.bytes()}
}

// resident is a person's entry in the population register.
func (p *Population) resident(n Person) Record {
	a := p.agency(newDice(p.seed, 9), police, n.home)
	sex := "女"
	if (n.ID[16]-'0')%2 == 1 {
		sex = "男"
	}
	b := newObject().str("XM", n.Name).str("ZJLX", "身份证").str("ZJHM", n.ID).str("XB", sex).day("CSRQ", n.Birth).str("MZ", "汉族").
		str("XZQH", n.Division).str("HJDZ", n.home.name+"人民路").str("RKZT", "正常").day("DJRQ", n.Birth.AddDate(0, 1, 0))
	return Record{Agency: a.Code, Resource: "person_registration", Day: n.Birth, JSON: b.bytes()}
}

// about starts a record of the common shape with its subject.
func about(who party) *object {
	return newObject().str("XDR_MC", who.name).str("XDR_LB", who.kind).str("XDR_SHXYM", who.uscc).str("XDR_FRDB", who.legal).
		str("XDR_ZJLX", who.docType).str("XDR_ZJHM", who.id)
}

func (o *object) source(a Agency) *object { return o.str("SJLY", a.Name).str("SJLYDM", a.USCC) }

func (p *Population) judgment(d dice, n int) Record {
	who, on := p.anyone(d, 0.3), p.past(d)
	a := p.agency(d, court, who.home)
	b := newObject().str("AH", fmt.Sprintf("(%d)%s民初%d号", on.Year(), courtCode(a), n))
	b.b = append(b.b, ',')
	b.b = append(b.b, about(who).b[1:]...)
	b.str("SSDW", pick(d, []string{"原告", "被告", "被告", "第三人"})).str("AJLX", "民事").
		str("AY", pick(d, []string{"买卖合同纠纷", "民间借贷纠纷", "劳动争议", "建设工程施工合同纠纷", "租赁合同纠纷"})).
		str("CPFY", a.Name).str("CPFYDM", a.USCC).day("CPRQ", on).day("SXRQ", on.AddDate(0, 0, 15)).str("CPJG", "判决书主文从略。").
		num("BDJE", strconv.FormatFloat(1+d.Float64()*200, 'f', 2, 64)).source(a)
	return Record{Agency: a.Code, Resource: "judgment", Day: on, JSON: b.bytes()}
}

func (p *Population) enforcement(d dice, n int) Record {
	who, on := p.anyone(d, 0.4), p.past(d)
	a := p.agency(d, court, who.home)
	kind := pick(d, []string{"失信被执行人", "限制消费"})
	b := newObject().str("XXLX", kind)
	b.b = append(b.b, ',')
	b.b = append(b.b, about(who).b[1:]...)
	b.str("ZXFY", a.Name).str("SF", province(a)).str("YJWH", fmt.Sprintf("(%d)%s民初%d号", on.Year(), courtCode(a), n)).day("LASJ", on.AddDate(0, -2, 0)).
		str("AH", fmt.Sprintf("(%d)%s执%d号", on.Year(), courtCode(a), n)).str("YJDW", a.Name).str("FLYW", "给付生效法律文书确定的款项。").
		str("LXQK", pick(d, []string{"全部未履行", "部分履行", "全部履行"})).str("JTQX", "有履行能力而拒不履行生效法律文书确定义务").day("FBSJ", on).
		day("QXZ", on.AddDate(2, 0, 0)).source(a)
	return Record{Agency: a.Code, Resource: "enforcement", Day: on, JSON: b.bytes()}
}

func courtCode(a Agency) string {
	if a.Division[:2] == "37" {
		return "鲁" + a.Division[2:]
	}
	return "浙" + a.Division[2:]
}

func province(a Agency) string {
	if a.Division[:2] == "37" {
		return "山东"
	}
	return "浙江"
}

func (p *Population) taxGrade(d dice, n int) Record {
	o := p.Organisations[n%len(p.Organisations)]
	year := p.until.Year() - 1 - n/len(p.Organisations)%5
	a := p.agency(d, tax, o.home)
	grade, score := "B", 70+d.IntN(20)
	switch f := d.Float64(); {
	case f < 0.18:
		grade, score = "A", 90+d.IntN(10)
	case f > 0.96:
		grade, score = "D", d.IntN(40)
	case f > 0.9:
		grade, score = "C", 40+d.IntN(30)
	case f > 0.7:
		grade, score = "M", 70+d.IntN(20)
	}
	on := time.Date(year+1, time.April, d.between(10, 28), 0, 0, 0, 0, time.UTC)
	b := newObject().str("NSRMC", o.Name).str("TYSHXYDM", o.USCC).num("PJND", strconv.Itoa(year)).str("PJDJ", grade).num("PJDF", strconv.Itoa(score)).
		day("PDRQ", on).str("PDDW", a.Name).str("PDDWDM", a.USCC)
	return Record{Agency: a.Code, Resource: "tax_grade", Day: on, JSON: b.bytes()}
}

func (p *Population) award(d dice, n int) Record {
	who, on := p.anyone(d, 0.1), p.past(d)
	a := p.agency(d, credit, who.home)
	b := about(who).str("RYMC", pick(d, []string{"守合同重信用企业", "诚信示范单位", "政府质量奖", "诚信之星", "劳动保障守法诚信等级A级"})).
		str("RYJB", pick(d, []string{"省级", "市级", "市级", "县级"})).str("WSH", fmt.Sprintf("%s发〔%d〕%d号", short(a), on.Year(), n)).
		day("SYRQ", on).day("YXQZ", on.AddDate(3, 0, 0)).str("SYDW", a.Name).str("SYDWDM", a.USCC).source(a)
	return Record{Agency: a.Code, Resource: "award", Day: on, JSON: b.bytes()}
}

func (p *Population) commitment(d dice, n int) Record {
	who, on := p.anyone(d, 0.1), p.past(d)
	a := p.agency(d, credit, who.home)
	b := about(who).str("CNBH", fmt.Sprintf("CN%s%08d", a.Division, n)).str("CNLX", pick(d, []string{"审批替代型", "主动型", "证明事项告知承诺", "容缺受理型", "信用修复型"})).
		str("CNSY", "承诺所提交材料真实、合法、有效,依法经营。").day("CNRQ", on).day("YXQZ", on.AddDate(1, 0, 0)).str("SLDW", a.Name).str("SLDWDM", a.USCC).
		str("LYZT", pick(d, []string{"履行中", "全部履行", "全部履行", "部分履行", "未履行"})).source(a)
	return Record{Agency: a.Code, Resource: "commitment", Day: on, JSON: b.bytes()}
}

func (p *Population) abnormal(d dice, _ int) Record {
	o, on := p.Organisations[d.skewed(len(p.Organisations))], p.past(d)
	a := p.agency(d, market, o.home)
	who := o.party()
	b := newObject().str("MLDM", "JYYC").str("QYMC", o.Name).str("TYSHXYDM", o.USCC).str("ZTLB", who.kind).str("FDDBR", o.Legal).
		str("LRYY", pick(d, []string{"未按规定期限公示年度报告", "通过登记的住所或者经营场所无法联系"})).day("CLRQ", o.Founded).day("LRRQ", on).
		str("LRJG", a.Name).str("LRJGDM", a.USCC)
	if removed := on.AddDate(0, 5, 0); d.chance(0.6) && removed.Before(p.until) {
		b.day("YCRQ", removed).str("YCYY", "列入事由已消除")
	}
	return Record{Agency: a.Code, Resource: "abnormal_operation", Day: on, JSON: b.source(a).bytes()}
}

// lists are serious-dishonesty lists with the duty that decides and the legal basis of the national list.
var lists = []struct {
	code, reason, basis string
	duty                duty
	years               int
}{
	{"ZDSSWF", "虚开增值税专用发票", "重大税收违法失信主体信息公布管理办法", tax, 3},
	{"YZWFSX", "生产销售不符合食品安全标准的食品,受到较重行政处罚", "市场监督管理严重违法失信名单管理办法", market, 3},
	{"QYNMG", "克扣、无故拖欠农民工工资,经责令限期支付逾期未支付", "拖欠农民工工资失信联合惩戒对象名单管理暂行办法", labour, 3},
	{"AQSC", "发生生产安全事故负有责任", "安全生产严重失信主体名单管理办法", safety, 3},
}

func (p *Population) serious(d dice, n int) Record {
	who, on := p.anyone(d, 0.15), p.past(d)
	l := pick(d, lists)
	a := p.agency(d, l.duty, who.home)
	b := newObject().str("MDDM", l.code)
	b.b = append(b.b, ',')
	b.b = append(b.b, about(who).b[1:]...)
	b.str("RDJG", a.Name).str("RDJGDM", a.USCC).str("WSH", fmt.Sprintf("%s失信〔%d〕%d号", short(a), on.Year(), n)).day("LRRQ", on).
		str("LRSY", l.reason).str("LRYJ", l.basis).day("QXZ", on.AddDate(l.years, 0, 0)).source(a)
	return Record{Agency: a.Code, Resource: "serious_list", Day: on, JSON: b.bytes()}
}

func (p *Population) address(d dice, n int) Record {
	home := p.home(d)
	a := p.agency(d, land, home)
	lon, lat := 115.9+d.Float64()*0.6, 36.2+d.Float64()*0.6
	if home.division[:2] == "33" {
		lon, lat = 121.2+d.Float64()*0.3, 28.2+d.Float64()*0.3
	}
	street := pick(d, []string{"人民路", "建设路", "东昌路", "光岳路", "横湖路", "万昌路"})
	b := newObject().str("DZBM", fmt.Sprintf("%s%010d", home.division, n)).str("DZQC", fmt.Sprintf("%s%s%d号", home.name, street, n%900+1)).
		str("XZQH", home.division).str("JD_MC", pick(d, []string{"新区街道", "古楼街道", "柳园街道", "太平街道", "城西街道"})).str("LU_MC", street).
		str("MPH", fmt.Sprintf("%d号", n%900+1)).num("JD", strconv.FormatFloat(lon, 'f', 6, 64)).num("WD", strconv.FormatFloat(lat, 'f', 6, 64)).
		num("YXZT", "true").str("GXSJ", p.past(d).Format("2006-01-02T15:04:05+08:00"))
	return Record{Agency: a.Code, Resource: "space_address", Day: p.until, JSON: b.bytes()}
}

func (p *Population) indicator(d dice, n int) Record {
	home := places[n%len(places)]
	a := p.agency(d, statistics, home)
	kinds := []struct{ code, name, unit string }{{"GDP", "地区生产总值", "亿元"}, {"IND", "规模以上工业增加值", "亿元"}, {"RET", "社会消费品零售总额", "亿元"}, {"INV", "固定资产投资", "亿元"}, {"REV", "一般公共预算收入", "亿元"}}
	k := kinds[n/len(places)%len(kinds)]
	quarter := n / len(places) / len(kinds)
	from := time.Date(p.until.Year()-5, time.Month(1+3*(quarter%4)), 1, 0, 0, 0, 0, time.UTC).AddDate(quarter/4, 0, 0)
	if !from.AddDate(0, 4, 0).Before(p.until) {
		from = from.AddDate(-5, 0, 0)
	}
	to := from.AddDate(0, 3, -1)
	b := newObject().str("ZBDM", k.code).str("ZBMC", k.name).str("XZQH", home.division).str("SQLX", "季").day("SQQ", from).day("SQZ", to).
		num("ZBZ", strconv.FormatFloat(50+d.Float64()*500, 'f', 2, 64)).str("DW", k.unit).num("TBZZ", strconv.FormatFloat(d.Float64()*12-2, 'f', 1, 64)).
		num("YS", "true").day("FBRQ", to.AddDate(0, 0, 18))
	return Record{Agency: a.Code, Resource: "macro_indicator", Day: to, JSON: b.bytes()}
}
