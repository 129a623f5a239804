// Tells the server the browser's time zone, so that it writes times in it.
const COOKIE = "calmony_time_zone";

export function keepTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = read();
  if (!zone || known === zone) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${zone}; Path=/dashboard; Max-Age=31536000; SameSite=Lax${secure}`;
  // A page with times was written for another zone. Forms are left alone: something may be typed in already.
  if (read() === zone && document.querySelector("main time") && !document.querySelector("main form.question")) {
    location.reload();
  }
}

function read() {
  const pair = document.cookie.split("; ").find((text) => text.startsWith(`${COOKIE}=`));
  return pair?.slice(COOKIE.length + 1);
}
