namespace Lab.Endurance.Fuzz;

/// <summary>The file that receives one input after another, for parsers that read files.</summary>
internal static class FuzzFile
{
    /// <summary>A parser of a file.</summary>
    /// <typeparam name="TRefusal">The documented exception.</typeparam>
    /// <param name="name">The file's name, in a new folder of its own.</param>
    /// <param name="read">Reads the file.</param>
    /// <returns>The parser as a target takes it.</returns>
    public static Func<byte[], bool> Reader<TRefusal>(string name, Action<string> read)
        where TRefusal : Exception
    {
        string path = NewPath(name);
        return input =>
        {
            File.WriteAllBytes(path, input);
            try
            {
                read(path);
                return true;
            }
            catch (TRefusal)
            {
                return false;
            }
        };
    }

    /// <summary>A path in a new folder, which goes when the process ends.</summary>
    public static string NewPath(string name)
    {
        string folder = Directory.CreateTempSubdirectory("lab-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return Path.Combine(folder, name);
    }
}
