package e2e

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl/scram"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/dynamicpb"
)

// agencyClient is an agency's Kafka client that tries every request there is.
func (w *world) agencyClient(t testing.TB, k key) *kafka.Client {
	t.Helper()
	mechanism, err := scram.Mechanism(scram.SHA256, k.kafkaUser, k.secret)
	if err != nil {
		t.Fatal(err)
	}
	transport := &kafka.Transport{SASL: mechanism}
	t.Cleanup(transport.CloseIdleConnections)
	return &kafka.Client{Addr: kafka.TCP(w.kafka), Transport: transport, Timeout: 15 * time.Second}
}

// topics tries to read, write, list and change what is not the agency's.
func (w *world) topics(t *testing.T) {
	c := w.agencyClient(t, w.pusherKey)
	ctx := t.Context()
	own := map[string]bool{"inbox.lc-amr": true, "receipts.lc-amr": true, "outbox.lc-amr": true}
	all, err := c.Metadata(ctx, &kafka.MetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range all.Topics {
		if !own[topic.Name] && topic.Error == nil {
			t.Errorf("the list of topics shows %s", topic.Name)
		}
	}
	for _, topic := range []string{"records", "audit", "quarantine", "notices", "inbox.lc-amr", "inbox.wl-trade", "receipts.wl-trade", "outbox.wl-trade", "__consumer_offsets"} {
		res, err := c.Fetch(ctx, &kafka.FetchRequest{Topic: topic, Partition: 0, Offset: 0, MinBytes: 1, MaxBytes: 1 << 20, MaxWait: 50 * time.Millisecond})
		if err == nil && res.Error == nil {
			t.Errorf("%s can be read", topic)
		}
		if topic == "inbox.lc-amr" {
			continue
		}
		sent, err := c.Produce(ctx, &kafka.ProduceRequest{Topic: topic, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(kafka.Record{Value: kafka.NewBytes([]byte("{}"))})})
		if err == nil && sent.Error == nil {
			t.Errorf("%s can be written", topic)
		}
		offsets, err := c.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: {kafka.LastOffsetOf(0)}}})
		if err == nil && len(offsets.Topics[topic]) > 0 && offsets.Topics[topic][0].Error == nil {
			t.Errorf("the offsets of %s can be seen", topic)
		}
	}
	w.groups(t, c)
	w.brokerAdministration(t, c)
}

// groups tries consumer groups: those of others would skip or replay their messages.
func (w *world) groups(t *testing.T, c *kafka.Client) {
	ctx := t.Context()
	join := func(group string) error {
		res, err := c.JoinGroup(ctx, &kafka.JoinGroupRequest{GroupID: group, SessionTimeout: 6 * time.Second, RebalanceTimeout: 6 * time.Second, ProtocolType: "consumer",
			Protocols: []kafka.GroupProtocol{{Name: "range", Metadata: kafka.GroupProtocolSubscription{Topics: []string{"receipts.lc-amr"}}}}})
		if err != nil {
			return err
		}
		return res.Error
	}
	if err := join("lc-amr.mine"); err != nil && !errors.Is(err, kafka.MemberIDRequired) {
		t.Errorf("the agency's own group is refused: %v", err)
	}
	for _, group := range append(serviceGroups(t), "wl-trade.theirs", "mine", "lc-amrx.mine") {
		if err := join(group); err == nil || errors.Is(err, kafka.MemberIDRequired) {
			t.Errorf("group %s can be joined", group)
		}
		committed, err := c.OffsetCommit(ctx, &kafka.OffsetCommitRequest{GroupID: group, GenerationID: -1, Topics: map[string][]kafka.OffsetCommit{"receipts.lc-amr": {{Partition: 0, Offset: 1}}}})
		if err == nil && committed.Topics["receipts.lc-amr"][0].Error == nil {
			t.Errorf("offsets of group %s can be set", group)
		}
		if left, err := c.DeleteGroups(ctx, &kafka.DeleteGroupsRequest{GroupIDs: []string{group}}); err == nil && left.Errors[group] == nil {
			t.Errorf("group %s can be deleted", group)
		}
	}
	if listed, err := c.ListGroups(ctx, &kafka.ListGroupsRequest{}); err == nil {
		for _, g := range listed.Groups {
			if !strings.HasPrefix(g.GroupID, "lc-amr.") {
				t.Errorf("group %s is listed", g.GroupID)
			}
		}
	}
}

var groupName = regexp.MustCompile(`(?m)[gG]roup\w*\s*(?:=|:=)\s*"([a-z][a-z.-]+)"`)

// serviceGroups finds the names of the services' own consumer groups in their sources.
func serviceGroups(t testing.TB) []string {
	t.Helper()
	var out []string
	files, err := filepath.Glob("../*/internal/data/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range groupName.FindAllStringSubmatch(string(source), -1) {
			out = append(out, m[1])
		}
	}
	if len(out) == 0 {
		t.Fatal("no consumer group of a service found")
	}
	return out
}

// brokerAdministration tries what only the exchange may do.
func (w *world) brokerAdministration(t *testing.T, c *kafka.Client) {
	ctx := t.Context()
	made, err := c.CreateTopics(ctx, &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: "lc-amr.new", NumPartitions: 1, ReplicationFactor: 1}}})
	if err == nil && made.Errors["lc-amr.new"] == nil {
		t.Error("a topic can be created")
	}
	gone, err := c.DeleteTopics(ctx, &kafka.DeleteTopicsRequest{Topics: []string{"records", "inbox.lc-amr"}})
	if err == nil && (gone.Errors["records"] == nil || gone.Errors["inbox.lc-amr"] == nil) {
		t.Error("a topic can be deleted")
	}
	changed, err := c.IncrementalAlterConfigs(ctx, &kafka.IncrementalAlterConfigsRequest{Resources: []kafka.IncrementalAlterConfigsRequestResource{{
		ResourceType: kafka.ResourceTypeTopic, ResourceName: "inbox.lc-amr", Configs: []kafka.IncrementalAlterConfigsRequestConfig{{Name: "retention.ms", Value: "1", ConfigOperation: kafka.ConfigOperationSet}},
	}}})
	if err == nil && changed.Resources[0].Error == nil {
		t.Error("a topic's settings can be changed")
	}
	acls, err := c.CreateACLs(ctx, &kafka.CreateACLsRequest{ACLs: []kafka.ACLEntry{{ResourceType: kafka.ResourceTypeTopic, ResourceName: "records", ResourcePatternType: kafka.PatternTypeLiteral,
		Principal: "User:" + w.pusherKey.kafkaUser, Host: "*", Operation: kafka.ACLOperationTypeRead, PermissionType: kafka.ACLPermissionTypeAllow}}})
	if err == nil && acls.Errors[0] == nil {
		t.Error("an agency can give itself permissions")
	}
	users, err := c.AlterUserScramCredentials(ctx, &kafka.AlterUserScramCredentialsRequest{Upsertions: []kafka.UserScramCredentialsUpsertion{{
		Name: w.otherKey.kafkaUser, Mechanism: kafka.ScramMechanismSha256, Iterations: 4096, Salt: []byte("0123456789abcdef"), SaltedPassword: make([]byte, 32)}}})
	if err == nil && users.Results[0].Error == nil {
		t.Error("an agency can set another's password")
	}
	if err := w.produce(t, w.otherKey, "inbox.wl-trade", "penalty", "{}"); err != nil {
		t.Errorf("another agency's user was harmed: %v", err)
	}
	for name, transport := range map[string]*kafka.Transport{"without a login": {}} {
		plain := &kafka.Client{Addr: kafka.TCP(w.kafka), Transport: transport, Timeout: 5 * time.Second}
		if _, err := plain.Metadata(ctx, &kafka.MetadataRequest{}); err == nil {
			t.Errorf("the broker answers %s", name)
		}
		transport.CloseIdleConnections()
	}
}

var grpcAddress = regexp.MustCompile(`(?m)^  grpc: (\S+)$`)

// outsideGRPC calls every method on the public gRPC port without certificate: peers' methods are for nobody, the others
// need the same login as over HTTP, and a peer's name in the metadata is only a word.
func (w *world) outsideGRPC(t *testing.T) {
	conf, err := os.ReadFile(filepath.Join(w.dir, "all.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := grpc.NewClient(grpcAddress.FindStringSubmatch(string(conf))[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	dead := map[string]string{"": "no login", "cxs_made-up": "a made-up login", w.expired(t): "an expired key", w.revoked(t): "a revoked session"}
	peers := 0
	for _, m := range remotes(t) {
		if m.need.GetPublic() {
			continue
		}
		for _, token := range slices.AppendSeq([]string{w.officer.token, w.sysAdmin.token}, maps.Keys(dead)) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			ctx = metadata.AppendToOutgoingContext(ctx, "x-chengxin-peer", "history")
			if token != "" {
				ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
			}
			code := status.Code(w.callGRPC(ctx, conn, m))
			cancel()
			switch {
			case m.need.GetPeer():
				peers++
				if code != codes.NotFound && code != codes.Unauthenticated && code != codes.PermissionDenied {
					t.Errorf("%s is for peers and answers a stranger with %s", m.name, code)
				}
			case dead[token] != "":
				for code == codes.ResourceExhausted { // too fast for an address without a login
					time.Sleep(200 * time.Millisecond) // as the refusal asks
					again, stop := context.WithTimeout(t.Context(), 10*time.Second)
					code = status.Code(w.callGRPC(again, conn, m))
					stop()
				}
				if code != codes.Unauthenticated {
					t.Errorf("%s with %s: %s", m.name, dead[token], code)
				}
			case code == codes.Internal || code == codes.Unknown || code == codes.Unimplemented:
				t.Errorf("%s: %s", m.name, code)
			}
		}
	}
	if peers == 0 {
		t.Error("no method for peers was tried")
	}
	w.officer = w.login(t, "officer1") // the old session was ended on the way
	w.sysAdmin = w.login(t, "sysadmin")
}

func (w *world) callGRPC(ctx context.Context, conn *grpc.ClientConn, m remote) error {
	in, out := dynamicpb.NewMessage(m.method.Input()), dynamicpb.NewMessage(m.method.Output())
	if !m.method.IsStreamingServer() {
		return conn.Invoke(ctx, m.name, in, out)
	}
	s, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, m.name)
	if err != nil {
		return err
	}
	if err := s.SendMsg(in); err != nil {
		return err
	}
	if err := s.CloseSend(); err != nil {
		return err
	}
	return s.RecvMsg(out)
}
