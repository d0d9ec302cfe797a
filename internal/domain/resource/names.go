package resource

import "github.com/chengxin-credit/chengxin/internal/fault"

// creditClasses are the classes of the national base catalog (2024 edition), by the code definitions use.
var creditClasses = map[string]fault.Text{
	"registration": {Zh: "登记注册基本信息", En: "Registration"},
	"judicial":     {Zh: "司法裁判及执行信息", En: "Judgments and enforcement"},
	"admin":        {Zh: "行政管理信息", En: "Administrative acts"},
	"title":        {Zh: "职称和职业信息", En: "Titles and occupations"},
	"abnormal":     {Zh: "经营(活动)异常名录(状态)信息", En: "Abnormal operation"},
	"serious":      {Zh: "严重失信主体名单信息", En: "Serious-dishonesty lists"},
	"contract":     {Zh: "有关合同履行信息", En: "Performance of contracts"},
	"commitment":   {Zh: "信用承诺及履行情况信息", En: "Commitments"},
	"evaluation":   {Zh: "信用评价结果信息", En: "Evaluations"},
	"compliance":   {Zh: "遵守法律法规情况信息", En: "Compliance"},
	"honour":       {Zh: "诚实守信相关荣誉信息", En: "Honours"},
	"ip":           {Zh: "知识产权信息", En: "Intellectual property"},
	"voluntary":    {Zh: "经营主体自愿提供的信用信息", En: "Information given voluntarily"},
	"none":         {Zh: "其他信息", En: "Other information"},
}

// CreditClassName is the name of a credit class, the code itself for one that is not known.
func CreditClassName(class string) fault.Text { return named(creditClasses, class) }

var shareTypes = map[string]fault.Text{
	"1": {Zh: "无条件共享", En: "Shared without conditions"},
	"2": {Zh: "有条件共享", En: "Shared on conditions"},
	"3": {Zh: "不予共享", En: "Not shared"},
}

// ShareTypeName is the name of a share type (1, 2, 3).
func ShareTypeName(t string) fault.Text { return named(shareTypes, t) }

func named(names map[string]fault.Text, code string) fault.Text {
	if n, ok := names[code]; ok {
		return n
	}
	return fault.Text{Zh: code, En: code}
}

// Theme is where a resource stands in the classification of the 2017 catalog guide: its class, such as 基础, and the item below it.
type Theme struct {
	// Value is the stable key, the Chinese names joined by "/", such as "基础/社会信用".
	Value string
	// Class is the first part alone: 基础, 主题 or 部门.
	Class string
	Name  fault.Text
}

// themes are the classes of the guide (发改高技〔2017〕1272号) by the first digit of the class code, and their items by the next two. The
// names are sourced, their numbers within a class follow the order of the guide [OKV].
var themes = map[string]struct {
	name  fault.Text
	items []fault.Text
}{
	"1": {fault.Text{Zh: "基础", En: "Base"}, []fault.Text{
		{Zh: "人口", En: "population"}, {Zh: "法人单位", En: "legal units"}, {Zh: "自然资源和空间地理", En: "natural resources and geography"},
		{Zh: "社会信用", En: "social credit"}, {Zh: "电子证照", En: "electronic certificates"},
	}},
	"2": {fault.Text{Zh: "主题", En: "Topic"}, []fault.Text{
		{Zh: "公共服务", En: "public services"}, {Zh: "健康保障", En: "health"}, {Zh: "社会保障", En: "social security"}, {Zh: "食品药品安全", En: "food and drug safety"},
		{Zh: "安全生产", En: "work safety"}, {Zh: "价格监管", En: "prices"}, {Zh: "能源安全", En: "energy"}, {Zh: "信用体系", En: "credit system"},
		{Zh: "城乡建设", En: "urban and rural construction"}, {Zh: "社区治理", En: "communities"}, {Zh: "生态环保", En: "environment"}, {Zh: "应急维稳", En: "emergencies"},
	}},
	"3": {fault.Text{Zh: "部门", En: "Department"}, []fault.Text{
		{Zh: "党中央", En: "Party"}, {Zh: "人大", En: "People's congresses"}, {Zh: "国务院", En: "State Council"}, {Zh: "政协", En: "Consultative conferences"},
		{Zh: "法院", En: "courts"}, {Zh: "检察院", En: "procuratorates"}, {Zh: "省及以下", En: "provinces and below"}, {Zh: "计划单列市", En: "cities with plans of their own"},
	}},
}

// Theme is the theme of the resource's class code; of an item the guide does not have, its class alone.
func (m *Metadata) Theme() Theme {
	if len(m.ClassCode) < 3 {
		return Theme{}
	}
	class, ok := themes[m.ClassCode[:1]]
	if !ok {
		return Theme{}
	}
	t := Theme{Value: class.name.Zh, Class: class.name.Zh, Name: class.name}
	if n := int(m.ClassCode[1]-'0')*10 + int(m.ClassCode[2]-'0'); n >= 1 && n <= len(class.items) {
		item := class.items[n-1]
		t.Value += "/" + item.Zh
		t.Name = fault.Text{Zh: t.Name.Zh + " / " + item.Zh, En: t.Name.En + " / " + item.En}
	}
	return t
}
