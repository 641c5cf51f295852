using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Workbench.Workers;

namespace Lab.Cli.Commands;

/// <summary>The options of commands whose items workers compute: where, and how many.</summary>
internal sealed class WorkerOptions
{
    private const string Local = "local";
    private const string Slurm = "slurm";

    private readonly Option<string> on = new("--on")
    {
        Description = "Where the workers run: 'local', as processes of this machine, or 'slurm', as an array of jobs on nodes "
            + "that share the folder of the items.",
        DefaultValueFactory = _ => Local,
    };

    private readonly Option<int?> workers = new("--workers")
    {
        Description = "How many workers; each computes one item at a time with one thread. Default on this machine: one for each "
            + "core.",
    };

    private readonly Option<string[]> sbatch = new("--sbatch")
    {
        Description = "An option for sbatch, such as --sbatch=--partition=long or --sbatch=--time=12:00:00; may be given several "
            + "times.",
    };

    private readonly Option<bool> mixed = new("--mixed-machines")
    {
        Description = "Take workers on machines of several kinds of processor or mathematical library, though the last digits of "
            + "a result may then depend on which one computed it.",
    };

    /// <summary>How this program is started as a worker.</summary>
    public static WorkerLaunch Launch()
    {
        (string program, IReadOnlyList<string> arguments) = OwnProgram.Launch();
        return new WorkerLaunch(program, [.. arguments, StudyCommand.Name, WorkCommand.Name]);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(on);
        command.Options.Add(workers);
        command.Options.Add(sbatch);
        command.Options.Add(mixed);
    }

    /// <summary>Whether one of them was given.</summary>
    public bool AreGiven(ParseResult parsed) =>
        parsed.GetResult(on) is { Implicit: false } || parsed.GetValue(workers) is not null
        || parsed.GetValue(sbatch) is { Length: > 0 };

    /// <summary>Reads what was given for a run that is taken up; <see langword="null"/> for the workers that it had.</summary>
    /// <exception cref="CommandException">Something of it is wrong.</exception>
    public WorkerPlan? ReadAgain(ParseResult parsed) => AreGiven(parsed) ? Read(parsed)
        : parsed.GetValue(mixed)
            ? throw new CommandException(
                "--mixed-machines: say again how many workers there shall be, with --workers, and where, with --on.",
                ExitCode.Usage)
            : null;

    /// <summary>Reads what was given.</summary>
    /// <exception cref="CommandException">Something of it is wrong.</exception>
    public WorkerPlan Read(ParseResult parsed)
    {
        WorkerPlace place = parsed.GetRequiredValue(on) switch
        {
            Local => WorkerPlace.Local,
            Slurm => WorkerPlace.Slurm,
            var other => throw new CommandException(
                $"--on: '{other}' is no place for workers; write {Local} or {Slurm}.", ExitCode.Usage),
        };
        int? given = parsed.GetValue(workers);
        if (given is null && place == WorkerPlace.Slurm)
        {
            throw new CommandException("--workers: say how many tasks Slurm shall start, such as --workers 16.", ExitCode.Usage);
        }

        int count = given ?? Environment.ProcessorCount;
        string[] options = parsed.GetValue(sbatch) ?? [];
        if (count is < 1 or > WorkerPlan.MostWorkers)
        {
            throw new CommandException($"--workers: {count} is not between 1 and {WorkerPlan.MostWorkers}.", ExitCode.Usage);
        }

        return options.Length > 0 && place == WorkerPlace.Local
            ? throw new CommandException("--sbatch is an option for Slurm; take --on slurm with it.", ExitCode.Usage)
            : new WorkerPlan(place, count, options, parsed.GetValue(mixed));
    }
}
