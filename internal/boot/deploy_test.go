package boot

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The image can't be built where the tests run; what can go wrong in it unseen is held here.
func TestContainerfile(t *testing.T) {
	root := filepath.Join("..", "..")
	raw, err := os.ReadFile(filepath.Join(root, "configs/deploy/Containerfile"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(raw), "\\\n", " ")
	var exposed []string
	stages := map[string]bool{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 4 && words[0] == "FROM":
			stages[words[3]] = true
		case len(words) > 1 && words[0] == "EXPOSE":
			exposed = words[1:]
		case len(words) > 2 && words[0] == "COPY" && strings.HasPrefix(words[1], "--from="):
			if stage := strings.TrimPrefix(words[1], "--from="); !stages[stage] {
				t.Errorf("there is no stage %s before %s", stage, line)
			}
		case len(words) > 2 && words[0] == "COPY":
			for _, from := range words[1 : len(words)-1] {
				if _, err := os.Stat(filepath.Join(root, from)); err != nil {
					t.Errorf("%s: %v", strings.TrimSpace(line), err)
				}
			}
		}
	}
	// The pages are built in the image and are in the program: git does not hold them.
	for _, want := range []string{"npm run --silent build", "COPY --from=pages /src/app/portal/internal/web/dist ./app/portal/internal/web/dist"} {
		if at, build := strings.Index(text, want), strings.Index(text, "go build"); at < 0 || at > build {
			t.Errorf("no %q before the program is built", want)
		}
	}
	listening(t, root, text, exposed)
	ignored, err := os.ReadFile(filepath.Join(root, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"var", ".git", "**/node_modules", "app/portal/internal/web/dist"} {
		if !slices.Contains(strings.Split(string(ignored), "\n"), want) {
			t.Errorf("%s goes into the build", want)
		}
	}
}

// listening holds that the configuration in the image answers on the ports it shows, from outside.
func listening(t *testing.T, root, text string, exposed []string) {
	t.Helper()
	inside := regexp.MustCompile(`(?m)^COPY (\S+) (\S+\.yaml)$`).FindStringSubmatch(text)
	if inside == nil || !strings.Contains(text, `"--config", "`+inside[2]+`"`) {
		t.Fatalf("the configuration %q is not the one that is served", inside)
	}
	conf, err := LoadConfig(filepath.Join(root, inside[1]))
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	for _, a := range []string{conf.GetServer().GetHttp(), conf.GetServer().GetGrpc()} {
		host, port, err := net.SplitHostPort(a)
		if err != nil || !net.ParseIP(host).IsUnspecified() {
			t.Errorf("%s can't be reached from outside a container", a)
		}
		open = append(open, port)
	}
	if !slices.Equal(open, exposed) {
		t.Errorf("ports %v are shown, %v answer", exposed, open)
	}
}
