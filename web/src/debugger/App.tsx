// The page: its frame, and the screen that the address names (`routes.tsx`).
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense } from "react";
import { Router, useLocation } from "wouter";
import { BASE_PATH } from "./api/base";
import { queryClient } from "./api/queries";
import { Commands } from "./palette/Commands";
import { Screens } from "./routes";
import { OfflineBanner } from "./shell/Banners";
import { ErrorBoundary } from "./shell/ErrorBoundary";
import { Header } from "./shell/Header";
import { SignIn } from "./shell/SignIn";
import { Toasts } from "./ui/Toasts";

/** The whole page. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Router base={BASE_PATH}>
        <Header />
        <OfflineBanner />
        <Screen />
        <SignIn />
        <Commands />
        <Toasts />
      </Router>
    </QueryClientProvider>
  );
}

function Screen() {
  const [path] = useLocation();
  return (
    <div className="screen">
      <ErrorBoundary place={path}>
        <Suspense>
          <Screens />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
