import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { login } from "../api/session";
import { FaultView } from "../components/FaultView";
import { useText } from "../lib/text";
import { text } from "./text";

interface Fields {
  name: string;
  password: string;
}

/** LoginForm asks for account and password. What follows a login is the session's business. */
export function LoginForm({ name, onDone }: { name?: string; onDone?: () => void }) {
  const t = useText(text);
  const [form] = Form.useForm<Fields>();
  const attempt = useMutation({
    mutationFn: (f: Fields) => login(f.name.trim(), f.password),
    onSuccess: onDone,
    onError: () => {
      form.resetFields(["password"]);
      form.focusField("password");
    },
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: name ?? "", password: "" }}
      onFinish={(f) => {
        attempt.mutate(f);
      }}
      disabled={attempt.isPending}
      scrollToFirstError={{ focus: true }}
    >
      {attempt.error !== null && <FaultView error={attempt.error} />}
      <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, message: t("nameNeeded") }]}>
        <Input autoComplete="username" maxLength={64} spellCheck={false} autoCapitalize="none" />
      </Form.Item>
      <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("passwordNeeded") }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={attempt.isPending}>
        {t("login")}
      </Button>
    </Form>
  );
}
