package biz

// classOrder is how the classes of the national base catalog (2024 edition) follow one another in a profile.
var classOrder = []string{
	"registration", "judicial", "admin", "title", "abnormal", "serious", "contract", "commitment", "evaluation", "compliance", "honour", "ip", "voluntary",
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
