using Lab.Wires;
using Lab.Wires.Transcripts;

namespace Lab.Architecture.Tests;

public class SourceConventionTests
{
    private static readonly string[] SystemReaders =
        [
            "PlainFile", "AssemblyTarget", "FileHolders", "LockFolder", "ProcessPlace", "SerialWires", "StandardDescriptor",
            "StoppedWatchdog", "UsbtmcDevices"
        ];

    private static readonly string[] AllFolders = [.. Repository.ProductFolders, "tests"];

    [Fact]
    public void File_HoldsOneTypeOfTheLibrary() => Repository.AssertNone(
        from file in Repository.Sources(Repository.ProductFolders)
        let types = File.ReadLines(file).Count(line => SourcePatterns.TypeDeclaration().IsMatch(line))
        where types > 1
        select $"{Repository.Shown(file)} declares {types} types",
        "One type a file, named after it.");

    [Fact]
    public void Names_SayWhatAThingIs() => Repository.AssertNone(
        from file in Repository.Sources(AllFolders)
        // Named as the vendor's assemblies have it.
        where !Repository.Shown(file).StartsWith("tests/Doubles/", StringComparison.Ordinal)
        where SourcePatterns.EmptyName().IsMatch(Path.GetFileNameWithoutExtension(file))
        select Repository.Shown(file),
        "A name such as Utils or Manager says nothing: name the file after what it does.");

    [Fact]
    public void Sources_HaveNoRegionAndNoReminder() => Repository.AssertNone(
        from file in Repository.Sources(AllFolders)
        where Path.GetFileName(file) != $"{nameof(SourcePatterns)}.cs"
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where SourcePatterns.LeftOver().IsMatch(line.Text)
        select $"{Repository.Shown(file)}:{line.Number}: {line.Text.Trim()}",
        "No region, no reminder, no warning switched off for a whole file.");

    // A field that is filled in later is a parameter of another object. DispatchProxy alone makes an object without its
    // constructor.
    [Fact]
    public void Fields_AreNotForgivenToBeNull() => Repository.AssertNone(
        from file in Repository.Sources(Repository.ProductFolders)
        where Path.GetFileNameWithoutExtension(file) != "RecordedInstrument"
        let lines = File.ReadAllLines(file)
        let nullable = lines.Select(line => SourcePatterns.NullableField().Match(line)).Where(field => field.Success).Select(
            field => field.Groups["name"].Value).ToHashSet()
        from line in lines.Select((text, index) => (Text: text, Number: index + 1))
        where SourcePatterns.ForgivenInitialiser().IsMatch(line.Text)
            || SourcePatterns.Forgiven().Matches(line.Text).Any(forgiven => nullable.Contains(forgiven.Groups["name"].Value))
        select $"{Repository.Shown(file)}:{line.Number}: {line.Text.Trim()}",
        "No '= null!' for a member, and no '!' after the name of a nullable field: hand the value over where it is known, or "
            + "make an object that has it.");

    // Those that read what the system or Lab itself made there, each in bounded pieces.
    [Fact]
    public void Files_AreOpenedAsPlainFiles() => Repository.AssertNone(
        from file in Repository.Sources(Repository.ProductFolders)
        where !SystemReaders.Contains(Path.GetFileNameWithoutExtension(file))
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where SourcePatterns.OpenedFile().IsMatch(line.Text)
        select $"{Repository.Shown(file)}:{line.Number}: {line.Text.Trim()}",
        "PlainFile opens what people name: a device or a pipe in the place of a file would never end.");

    [Fact]
    public void Sentences_NameTheirSubject() => Repository.AssertNone(
        from file in Repository.Sources(Repository.ProductFolders)
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where SourcePatterns.NamelessSubject().IsMatch(line.Text)
        select $"{Repository.Shown(file)}:{line.Number}: {line.Text.Trim()}",
        "Name the subject: the user, the caller, another program.");

    // A raw string is a text as it is: a transcript, a bench file, a script. No line of it can be broken.
    [Fact]
    public void Lines_FitThePage()
    {
        const int longest = 130;
        Repository.AssertNone(
            from file in Repository.Sources(AllFolders)
            let isText = RawStringLines(File.ReadAllLines(file))
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Index: index))
            where line.Text.Length > longest && !isText[line.Index]
            select $"{Repository.Shown(file)}:{line.Index + 1}: {line.Text.Length} characters",
            $"A line has at most {longest} characters: break it after an opening bracket, or before an operator.");
    }

    private static bool[] RawStringLines(string[] lines)
    {
        var isText = new bool[lines.Length];
        bool isInside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            isText[i] = isInside;
            isInside ^= lines[i].Split("\"\"\"").Length % 2 == 0;
        }

        return isText;
    }

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Lab.sln"));
        Repository.AssertNone(
            from folder in AllFolders
            from project in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)
            where !solution.Contains($"{Path.GetFileName(project)}\"", StringComparison.Ordinal)
            select Repository.Shown(project),
            "Every project is in Lab.sln: 'dotnet sln add' puts it there.");
    }

    [Fact]
    public void Project_HasTests() => Repository.AssertNone(
        from project in Repository.ProjectReferences.Keys
            // In Lab.Instruments.Tests; modules through the program.
        where project is not ("Lab.Benches" or "Lab.Wires" or "Lab.Instruments.Drivers" or "Lab.Modules")
        where !Directory.Exists(Path.Combine(Repository.Root, "tests", $"{project}.Tests"))
        select project,
        "Every project has a test project of its name.");

    [Fact]
    public void Projects_LeaveWhatIsCommonToTheRoot() => Repository.AssertNone(
        from folder in AllFolders
        from project in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)
        from setting in (string[])["<TargetFramework>", "<Nullable>", "<NoWarn>", "<TreatWarningsAsErrors>", " Version=\""]
        where File.ReadAllText(project).Contains(setting, StringComparison.Ordinal)
        where Path.GetFileName(project) != "Lab.Benchmarks.csproj"
        select $"{Repository.Shown(project)} has {setting.Trim()}",
        "Framework, warnings and package versions are set once, for all projects.");
}
