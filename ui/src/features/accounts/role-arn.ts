/** "123456789012" is enough: the rest of the ARN is known. */
export function roleArn(typed: string, roleName: string | undefined): string {
  const text = typed.trim();
  return /^\d{12}$/.test(text) && roleName ? `arn:aws:iam::${text}:role/${roleName}` : text;
}

/** Whether there is something to try: an account's number, or what begins as an ARN does. */
export function isRole(typed: string): boolean {
  return /^(\d{12}|arn:.+)$/.test(typed.trim());
}
