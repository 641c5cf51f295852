using System.CommandLine;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Studies.Images;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab data</c>: the sets of images that networks are trained on.</summary>
internal sealed class DataCommand
{
    // The largest file, the images of emnist-digits, has 188 MB unpacked.
    private const long MostBytes = 1 << 28;

    private static readonly TimeSpan LongestFetch = TimeSpan.FromMinutes(10);

    private readonly Terminal terminal;
    private readonly Argument<string> name = new("name") { Description = "The set, such as mnist." };
    private readonly Option<string?> from = new("--from")
    {
        Description = "Address or folder of the four files, in the place of the publisher's."
    };

    public DataCommand(Terminal terminal)
    {
        this.terminal = terminal;
        var list = new Command("list", "List the sets and whether they are there.");
        list.SetAction(_ => List());
        var get = new Command("get", "Fetch a set, and check it.") { name, from };
        get.SetAction((parsed, token) => GetAsync(parsed.GetRequiredValue(name), parsed.GetValue(from), token));
        var check = new Command("check", "Check the files of a set.") { name };
        check.SetAction(parsed => Check(DataCatalog.Find(parsed.GetRequiredValue(name))));
        Command = new Command(
            "data",
            $"List, fetch and check sets of images. They lie below the folder that {DataCatalog.FolderVariable} names, or below "
                + "'data'.")
            {
                list,
                get,
                check
            };
    }

    public Command Command { get; }

    private int List()
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumns("set", "what", "classes", "state");
        foreach (DataSetInfo set in DataCatalog.All)
        {
            int there = set.Files.Count(file => DataCatalog.Locate(set, file) is not null);
            table.AddRow(
                new Text(set.Name),
                new Text(set.Title),
                new Text($"{set.Classes}"),
                new Text(there == set.Files.Count ? "there" : there == 0 ? "missing" : $"{there} of {set.Files.Count} files"));
        }

        terminal.Write(table);
        terminal.Output.WriteLine($"Folder: {Path.GetFullPath(DataCatalog.Folder)}");
        return ExitCode.Done;
    }

    private int Check(DataSetInfo set)
    {
        for (int i = 0; i < set.Files.Count; i++)
        {
            string path = DataCatalog.Locate(set, set.Files[i])
                ?? throw new RunException(
                    $"The images '{set.Name}' are missing: {DataCatalog.DescribeMissing(set, set.Files[i])} {set.Remedy}.");
            Report(set, i, path, DataCatalog.Check(set, i, path));
        }

        return ExitCode.Done;
    }

    private void Report(DataSetInfo set, int index, string path, IdxFile file)
    {
        string verdict = set.Sha256.Count > 0 ? "as published" : "well formed; Lab knows no SHA-256 of it";
        terminal.Output.WriteLine(
            $"{Path.GetFileName(path),-32} {string.Join(" × ", file.Sizes),-16} SHA-256 {file.Sha256}  {verdict}");
    }

    private async Task<int> GetAsync(string wanted, string? given, CancellationToken token)
    {
        DataSetInfo set = DataCatalog.Find(wanted);
        if (set.Directory.Length > 0)
        {
            throw new CommandException($"'{wanted}' is a folder of yours; published sets are fetched.", ExitCode.Usage);
        }

        string source = given ?? set.Address;
        if (source.Length == 0)
        {
            throw new CommandException(
                $"The files of '{set.Name}' are not offered one by one. {set.Remedy}.", ExitCode.Usage);
        }

        DataFetch.RequireSource(source);
        string folder = Path.Combine(DataCatalog.Folder, set.Name);
        Directory.CreateDirectory(folder);
        using var fetch = new DataFetch(MostBytes, LongestFetch);
        for (int i = 0; i < set.Files.Count; i++)
        {
            // A file gets its name once it is known to be right.
            string arriving = Path.Combine(folder, $"arriving-{Guid.NewGuid():N}");
            try
            {
                await fetch.FetchAsync(source, set, set.Files[i], arriving, token).ConfigureAwait(false);
                IdxFile file = DataCatalog.Check(set, i, arriving);
                string path = Path.Combine(folder, IsPacked(arriving) ? $"{set.Files[i]}.gz" : set.Files[i]);
                File.Move(arriving, path, overwrite: true);
                Report(set, i, path, file);
            }
            catch (RunException error)
            {
                throw new CommandException(
                    error.Message.Replace(arriving, $"{set.Files[i]}.gz of {source}", StringComparison.Ordinal),
                    ExitCode.Refused);
            }
            catch (Exception error)
                when (error is HttpRequestException or IOException or UnauthorizedAccessException or InvalidOperationException
                    or NotSupportedException or ArgumentException
                    or FormatException)
            {
                throw new CommandException(
                    $"{set.Files[i]}.gz cannot be fetched from {source}: {error.Message}", ExitCode.Refused);
            }
            finally
            {
                File.Delete(arriving);
            }
        }

        return ExitCode.Done;
    }

    private static bool IsPacked(string file)
    {
        using FileStream stream = PlainFile.Open(file);
        return stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
    }
}
