package kafkatest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// clusterID is any UUID in Kafka's spelling.
const clusterID = "4L6g3nShT-eMCtK--X86sw"

// StartApache runs a real Apache Kafka (KRaft, one node) for as long as the test runs.
func StartApache(t testing.TB) kafkaio.Config {
	t.Helper()
	return StartApacheProcess(t).Config
}

// StartApacheProcess is StartApache with a handle to kill it by. The jars come from
// `mvn -q -f third_party/kafka/pom.xml dependency:copy-dependencies`.
func StartApacheProcess(t testing.TB) *Process {
	t.Helper()
	java, err := exec.LookPath("java")
	testkit.Need(t, "java (17 or later)", err)
	jars, err := findJars()
	testkit.Need(t, "Apache Kafka", err)

	addr, controller, dir := freeAddr(t), freeAddr(t), t.TempDir()
	props := filepath.Join(t.TempDir(), "server.properties")
	if err := os.WriteFile(props, []byte(properties(addr, controller, dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	format := exec.Command(java, "-Xmx128m", "-cp", jars, "kafka.tools.StorageTool", "format", "-t", clusterID, "-c", props, //nolint:gosec // test tool
		"--add-scram", fmt.Sprintf("SCRAM-SHA-256=[name=%s,password=%s]", adminUser, adminPassword))
	if out, err := format.CombinedOutput(); err != nil {
		t.Fatalf("format storage: %v\n%s", err, out)
	}
	return launch(t, addr, dir, func() *exec.Cmd {
		return exec.Command(java, "-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jars, "kafka.Kafka", props) //nolint:gosec // test tool
	})
}

// findJars is the class path, looked for beside the module's go.mod.
func findJars() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	dir := filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "third_party", "kafka", "libs")
	if jars, _ := filepath.Glob(filepath.Join(dir, "kafka_2.13-*.jar")); len(jars) == 0 {
		return "", fmt.Errorf("no jars in third_party/kafka/libs: run mvn -q -f third_party/kafka/pom.xml dependency:copy-dependencies")
	}
	return filepath.Join(dir, "*"), nil
}

func properties(addr, controller, dir string) string {
	return strings.Join([]string{
		"process.roles=broker,controller",
		"node.id=1",
		"controller.quorum.voters=1@" + controller,
		"listeners=SASL_PLAINTEXT://" + addr + ",CONTROLLER://" + controller,
		"advertised.listeners=SASL_PLAINTEXT://" + addr,
		"listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT",
		"controller.listener.names=CONTROLLER",
		"inter.broker.listener.name=SASL_PLAINTEXT",
		"sasl.enabled.mechanisms=SCRAM-SHA-256",
		"sasl.mechanism.inter.broker.protocol=SCRAM-SHA-256",
		"listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + adminUser + "\" password=\"" + adminPassword + "\";",
		"authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
		"super.users=User:" + adminUser + ";User:ANONYMOUS", // anonymous is the controller's own listener
		"allow.everyone.if.no.acl.found=false",
		"auto.create.topics.enable=false",
		"offsets.topic.replication.factor=1",
		"offsets.topic.num.partitions=4",
		"log.retention.check.interval.ms=500", // what was removed goes from the disk while a test waits
		"log.segment.delete.delay.ms=100",
		"transaction.state.log.replication.factor=1",
		"transaction.state.log.min.isr=1",
		"share.coordinator.state.topic.replication.factor=1",
		"share.coordinator.state.topic.min.isr=1",
		"group.initial.rebalance.delay.ms=0",
		"log.dirs=" + dir,
		"",
	}, "\n")
}
