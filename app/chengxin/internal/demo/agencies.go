package demo

// Agency is a department of the synthetic cities.
type Agency struct {
	Code, Name, USCC, Division, Kind string
	duty                             duty
}

// duty is what a department does, which decides what it pushes.
type duty uint16

const (
	market duty = 1 << iota
	tax
	court
	labour
	environment
	safety
	transport
	construction
	health
	culture
	civil
	fire
	credit
	land
	statistics
	police
)

type office struct {
	code, name string
	duty       duty
}

var offices = []office{
	{"amr", "市场监督管理局", market}, {"tax", "税务局", tax}, {"law", "综合行政执法局", fire | culture},
	{"court", "人民法院", court}, {"hrss", "人力资源和社会保障局", labour}, {"eco", "生态环境局", environment},
	{"safe", "应急管理局", safety}, {"trans", "交通运输局", transport}, {"build", "住房和城乡建设局", construction},
	{"health", "卫生健康局", health}, {"culture", "文化和旅游局", culture}, {"civil", "民政局", civil},
	{"credit", "发展和改革局", credit}, {"land", "自然资源和规划局", land},
	{"stat", "统计局", statistics}, {"police", "公安局", police}, {"agri", "农业农村局", health | market},
	{"water", "水务局", environment}, {"fin", "财政局", credit}, {"fire", "消防救援支队", fire},
}

type place struct {
	code, name, division string
	offices              int // how many of the offices it has, in order
}

// places: Liaocheng with its eight counties and Wenling; 20 + 8 x 3 + 16 = 60 departments.
var places = []place{
	{"lc", "聊城市", "371500", 20},
	{"dcf", "聊城市东昌府区", "371502", 3}, {"cp", "聊城市茌平区", "371503", 3}, {"yg", "阳谷县", "371521", 3}, {"sx", "莘县", "371522", 3},
	{"de", "东阿县", "371524", 3}, {"gx", "冠县", "371525", 3}, {"gt", "高唐县", "371526", 3}, {"lq", "临清市", "371581", 3},
	{"wl", "温岭市", "331081", 16},
}

// agencies lists the departments; n keeps the first of each kind in turn so that a small city has every duty.
func agencies() []Agency {
	var out []Agency
	for _, p := range places {
		for i := range p.offices {
			o := offices[i]
			out = append(out, Agency{
				Code: p.code + "-" + o.code, Name: p.name + o.name, Division: p.division, Kind: "both", duty: o.duty,
				USCC: uscc("11", p.division, orgCode(900000+len(out))),
			})
		}
	}
	return out
}
