namespace Lab.Modules.Loading;

/// <summary>Whether other users of the computer could change what is loaded and run as this one.</summary>
internal static class FileOwnership
{
    /// <summary>Refuses a file or folder that any user may write.</summary>
    /// <param name="path">The file or folder.</param>
    /// <exception cref="ModuleException">Any user may.</exception>
    public static void RequireOwn(string path)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite))
        {
            throw new ModuleException(
                $"'{path}' holds modules, which run as part of Lab, and any user of this computer may write there. Take that "
                    + "away (chmod o-w), or put bench file and modules into a folder of your own.");
        }
    }
}
