package subject

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMasks(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"two characters", MaskName("张三"), "张*"},
		{"three", MaskName("张小三"), "张*三"},
		{"compound", MaskName("欧阳小明"), "欧**明"},
		{"one", MaskName("张"), "*"},
		{"id public", MaskCitizenID("371502190102030011", MaskPublic), "371502**********11"},
		{"id internal", MaskCitizenID("371502190102030011", MaskInternal), "371***********0011"},
		{"mobile", MaskPhone("13800000000"), "138****0000"},
		{"account", MaskAccount("6222021234567891234"), "****1234"},
		{"address", MaskAddress("聊城市东昌府区柳园路12号"), "聊城市东昌府区***"},
		{"address of a county city", MaskAddress("浙江省温岭市太平街道1号"), "浙江省温岭市***"},
		{"too short to keep ends", MaskPhone("12345"), "*****"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestMaskText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"citizen id", "当事人张某(身份证371502190102030011)", "当事人张某(身份证371502**********11)"},
		{"wrong check digit is personal too", "证号371502190102030012。", "证号371502**********12。"},
		{"full width", "电话１３８００１３８０００", "电话138****8000"},
		{"mobile with spaces", "138 0013 8000联系", "138****8000联系"},
		{"glued to letters", "TEL13800138000", "****8000"},
		{"landline", "电话0635-8251234。", "电话063****1234。"},
		{"bank card", "6222 0212 3456 7891 234", "****1234"},
		{"plate", "驾驶鲁P12345号车", "驾驶鲁P*****号车"},
		{"electric plate", "浙JD12345", "浙J*****"},
		{"passport", "护照E12345678", "护照E1*****78"},
		{"organisation's code stays", "统一社会信用代码91330100799655058B", "统一社会信用代码91330100799655058B"},
		{"dates, amounts, document numbers stay", "2024-03-15 聊市监处罚〔2024〕第0015号 罚款150000.00元", "2024-03-15 聊市监处罚〔2024〕第0015号 罚款150000.00元"},
		{"dates and times stay", "2024-03-15 10:30至2024-03-16", "2024-03-15 10:30至2024-03-16"},
		{"province's name is no plate", "鲁中南、京ABC", "鲁中南、京ABC"},
	} {
		if got := MaskText(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func anyText() *rapid.Generator[string] {
	return rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("0123456789１２３ -ABPx张鲁京·()（）"))))
}

func TestMaskProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText().Draw(t, "text")
		for name, got := range map[string]string{
			"name": MaskName(s), "id": MaskCitizenID(s, MaskPublic), "list id": MaskCitizenID(s, MaskInternal), "phone": MaskPhone(s), "document": MaskDocument(s),
		} {
			if utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
				t.Fatalf("%s changes the length of %q: %q", name, s, got)
			}
			if s != "" && !strings.Contains(got, "*") {
				t.Fatalf("%s hides nothing of %q", name, s)
			}
		}
		// What holds stars already may come out as it went in.
		if s = strings.ReplaceAll(s, "*", "x"); s != "" && (MaskAccount(s) == s || MaskAddress(s) == s) {
			t.Fatalf("account or address shown whole: %q", s)
		}
	})
}

func TestMaskTextHidesEveryIdentity(t *testing.T) {
	digit := rapid.RuneFrom([]rune("0123456789"))
	around := rapid.StringOf(rapid.RuneFrom([]rune("当事人,。张某();: ")))
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringOfN(digit, 17, 17, -1).Draw(t, "body")
		id := body + rapid.SampledFrom([]string{"0", "5", "X", "x"}).Draw(t, "last")
		got := MaskText(around.Draw(t, "before") + id + "," + around.Draw(t, "after"))
		if CheckUSCC(NormaliseUSCC(id)) != "" && strings.Contains(got, body) {
			t.Fatalf("%q survives: %q", id, got)
		}
		phone := "1" + rapid.SampledFrom([]string{"3", "5", "8", "9"}).Draw(t, "p") + rapid.StringOfN(digit, 9, 9, -1).Draw(t, "phone")
		if got := MaskText("电话" + phone + "。"); strings.Contains(got, phone) {
			t.Fatalf("%q survives: %q", phone, got)
		}
	})
}

func TestNormaliseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText().Draw(t, "text")
		if n := NormaliseName(s); NormaliseName(n) != n {
			t.Fatalf("name: %q then %q then %q", s, n, NormaliseName(n))
		}
		if n := NormaliseUSCC(s); NormaliseUSCC(n) != n {
			t.Fatalf("code: %q then %q", s, n)
		}
		if n := MaskText(s); !utf8.ValidString(n) && utf8.ValidString(s) {
			t.Fatalf("text: %q", n)
		}
	})
	for _, c := range [][2]string{{"阿里巴巴（中国）有限公司", "阿里巴巴(中国)有限公司"}, {" 聊城 某某　公司 ", "聊城某某公司"}, {"ＡＢＣ  信息 tech co", "ABC信息TECH CO"}, {"买买提•艾力", "买买提·艾力"}} {
		if got := NormaliseName(c[0]); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
	if !SameName("某某（山东）公司", "某某(山东)公司") {
		t.Error("brackets tell names apart")
	}
}
