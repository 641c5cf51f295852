using System.CommandLine;
using Lab.Runs.Exports;
using Lab.Runs.Records;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs export</c>: the points of a run for other programs.</summary>
internal sealed class RunExportCommand : Command
{
    private readonly Terminal terminal;
    private readonly Argument<string> name = RunsCommand.NewRunArgument();
    private readonly Option<string> folder = RunsCommand.NewFolderOption();
    private readonly Option<string?> file = new("--output", "-o")
    {
        Description =
        "File to write, or a folder for it. Default: a file of the run's name in the working folder."
    };
    private readonly Option<ExportFormat?> format = new(
        "--format")
    { Description = "hdf5, parquet, csv or npz. Default: by the file's ending, .h5, .parquet, .csv or .npz." };
    private readonly ForceOption force = new();

    public RunExportCommand(Terminal terminal)
        : base("export", "Write the points of a run to an HDF5, Parquet, CSV or NPZ file.")
    {
        this.terminal = terminal;
        Arguments.Add(name);
        Options.Add(folder);
        Options.Add(file);
        Options.Add(format);
        Options.Add(force);
        SetAction(ExportAsync);
    }

    private async Task<int> ExportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
        (string target, ExportFormat form) = TargetOf(run, parsed.GetValue(file), parsed.GetValue(format));
        force.RequireFree(parsed, target);
        IRunData data = run.ReadData();
        foreach (string warning in data.Warnings)
        {
            await terminal.Error.WriteLineAsync(warning).ConfigureAwait(false);
        }

        try
        {
            await RunExport.WriteAsync(target, form, run.ReadInfo(), data, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{target}' cannot be written: {error.Message}", ExitCode.Usage);
        }

        await terminal.Output.WriteLineAsync($"{data.Count} points of {run.Name} in {target}").ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static (string File, ExportFormat Format) TargetOf(RunFolder run, string? file, ExportFormat? format)
    {
        if (file is null || Directory.Exists(file))
        {
            return format is { } asked
                ? (Path.Combine(file ?? string.Empty, $"{run.Name}{RunExport.EndingOf(asked)}"), asked)
                : throw new CommandException(
                    "Name a form with --format hdf5, parquet, csv or npz, or a file with --output.", ExitCode.Usage);
        }

        return (file, format ?? RunExport.FormatOf(file) ?? throw new CommandException(
            $"'{file}' ends in none of .h5, .parquet, .csv and .npz, so its form is not known. Name it with --format.",
                ExitCode.Usage));
    }
}
