using System.Runtime.CompilerServices;

namespace Lab.Instruments.Tests.RealAnswers;

/// <summary>Tables of facts about instruments: one of several instruments in this folder, and those of single instruments beside
/// their tests, each named after its driver: <c>LockInAmplifiers/srs-sr830.answers.tsv</c>.</summary>
internal static class InstrumentTables
{
    /// <summary>The lines of a table and of all instruments' own tables of that name, without their headings.</summary>
    /// <param name="name">The table: <c>answers.tsv</c>.</param>
    public static IEnumerable<string> Lines(string name) => Files(name)
        .Prepend(Path.Combine(Folder(), "RealAnswers", name))
        .SelectMany(file => File.ReadLines(file).Skip(1));

    /// <summary>The instruments' own tables of a name, by driver.</summary>
    /// <param name="name">The table: <c>planted.txt</c>.</param>
    public static IEnumerable<(string Driver, string[] Lines)> ByDriver(string name) =>
        Files(name).Select(file => (Path.GetFileName(file)[..^(name.Length + 1)], File.ReadAllLines(file)));

    private static IEnumerable<string> Files(string name) =>
        Directory.EnumerateFiles(Folder(), $"*.{name}", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(Path.GetDirectoryName(file)!)!;
}
