using System.ComponentModel;
using System.Diagnostics;

namespace Lab.Cli.Composition;

/// <summary>Opens a page in the user's browser.</summary>
internal static class Browser
{
    /// <summary>Opens a page.</summary>
    /// <param name="address">The page.</param>
    /// <returns>Why that was not possible; <see langword="null"/> where it was.</returns>
    public static string? Open(Uri address)
    {
        try
        {
            ProcessStartInfo start = OperatingSystem.IsWindows()
                ? new ProcessStartInfo(address.ToString()) { UseShellExecute = true }
                : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.ToString()])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
            using Process? process = Process.Start(start);
            return null;
        }
        catch (Exception error) when (error is Win32Exception or FileNotFoundException or InvalidOperationException)
        {
            return error.Message;
        }
    }
}
