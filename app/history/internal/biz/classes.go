package biz

import "github.com/chengxin-credit/chengxin/internal/fault"

// classOrder is how the classes of the national base catalog (2024 edition) follow one another in a profile.
var classOrder = []string{
	"registration", "judicial", "admin", "title", "abnormal", "serious", "contract", "commitment", "evaluation", "compliance", "honour", "ip", "voluntary",
}

var classNames = map[string]fault.Text{
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

var classRank = func() map[string]int {
	m := make(map[string]int, len(classOrder))
	for i, c := range classOrder {
		m[c] = i
	}
	return m
}()

func rankOf(class string) int {
	if r, ok := classRank[class]; ok {
		return r
	}
	return len(classOrder)
}

func className(class string) fault.Text {
	if n, ok := classNames[class]; ok {
		return n
	}
	return fault.Text{Zh: class, En: class}
}
