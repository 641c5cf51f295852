using Lab.Runs.Settings;
using Lab.Studies.Series;
using Lab.Studies.Tables;

namespace Lab.Studies.Reservoirs;

/// <summary>Settings that a reservoir has on a model and on a bench alike: its task, its mask and its read-out.</summary>
public abstract record ReservoirSettings
{
    /// <summary>The task.</summary>
    [Setting("The task: the benchmarks, some of them, or 'own', that of 'data'.")]
    public ReservoirTasks Task { get; init; }

    /// <summary>The user's file.</summary>
    [Setting(
        "For the task 'own': CSV or its like, NPY or NPZ, a step a line. The first column of values is the input, the second the "
            + "target; of an NPZ x and y, or x of shape (step, 2). A single column is predicted, 'ahead' steps ahead.",
        IsFile = true)]
    public string Data { get; init; } = string.Empty;

    /// <summary>Columns of values.</summary>
    [Setting("Columns of a CSV, by name or number from 1, input first: 'u,y'; 'auto' leaves out a time or an index.")]
    public string Columns { get; init; } = SeriesLayout.Auto;

    /// <summary>The separator of cells.</summary>
    [Setting("What stands between the cells of a CSV.")]
    public TableSeparator Separator { get; init; }

    /// <summary>The decimal mark.</summary>
    [Setting("What stands before the decimals of a CSV.")]
    public DecimalMark DecimalMark { get; init; }

    /// <summary>Whether the first line has names.</summary>
    [Setting("Whether the first line of a CSV has names or numbers.")]
    public TableHeader Header { get; init; }

    /// <summary>Steps ahead.</summary>
    [Setting("How many steps ahead the series of Mackey and Glass, or a single column, is predicted.")]
    public int Ahead { get; init; } = 6;

    /// <summary>Steps left out.</summary>
    [Setting("Steps at the start that are left out; at least as many as 'delays'.")]
    public int Washout { get; init; } = 200;

    /// <summary>Steps to train on.</summary>
    [Setting("Steps to train the read-out on. The steps of a file are divided as 'training' to 'test'.")]
    public int Training { get; init; } = 2000;

    /// <summary>Steps to test on.</summary>
    [Setting("Steps to test on.")]
    public int Test { get; init; } = 1000;

    /// <summary>Delays of the memory capacity.</summary>
    [Setting("The memory capacity sums over delays from 1 step to so many.")]
    public int Delays { get; init; } = 40;

    /// <summary>Where the masks come from.</summary>
    [Setting("The weights of the mask: drawn evenly from -1 to 1, drawn from -1 and 1, or those of 'mask_file'.")]
    public MaskKind Mask { get; init; }

    /// <summary>The file of a mask.</summary>
    [Setting("The weights of the mask, a node a line or all in one line, within -1 and 1: CSV or its like, NPY or NPZ (x).",
        IsFile = true)]
    public string MaskFile { get; init; } = string.Empty;

    /// <summary>Nodes.</summary>
    [Setting("Nodes of a step; a mask of a file has its own.")]
    public int Nodes { get; init; } = 50;

    /// <summary>Masks.</summary>
    [Setting("Masks that are tried, each with an input and noise of its own; error bars are over them.")]
    public int Masks { get; init; } = 5;

    /// <summary>The read-out.</summary>
    [Setting("How the read-out is fitted.", IsAnalysis = true)]
    public ReadoutKind Readout { get; init; }

    /// <summary>The ridge.</summary>
    [Setting("The weight of the ridge, over the number of steps; of states brought to deviation 1 where there is a bias column.",
        IsAnalysis = true)]
    public double Ridge { get; init; } = 1e-6;

    /// <summary>The bias column.</summary>
    [Setting("Whether a column of ones stands beside the states.", IsAnalysis = true)]
    public bool Bias { get; init; } = true;

    /// <summary>Taps of the linear register.</summary>
    [Setting("Taps of the linear register that is tried beside the reservoir, the present input among them.", IsAnalysis = true)]
    public int Taps { get; init; } = 20;

    /// <summary>The user's options for a table.</summary>
    internal TableOptions Table => new(Separator, DecimalMark, Header);

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="SettingsException">A number is out of its range, or a file is missing.</exception>
    internal void Validate()
    {
        ReservoirBounds.RequireCount("nodes", Nodes, 1, 10_000);
        ReservoirBounds.RequireCount("masks", Masks, 1, 1000);
        ReservoirBounds.RequireCount("training", Training, 2, 1_000_000);
        ReservoirBounds.RequireCount("test", Test, 2, 1_000_000);
        ReservoirBounds.RequireCount("delays", Delays, 1, 1000);
        ReservoirBounds.RequireCount("ahead", Ahead, 1, 1000);
        ReservoirBounds.RequireCount("taps", Taps, 1, 1000);
        ReservoirBounds.RequireCount("washout", Washout, 0, 1_000_000);
        if (Washout < Delays && Task is ReservoirTasks.Benchmarks or ReservoirTasks.Memory)
        {
            throw new SettingsException(
                $"The setting 'washout' is {Washout} and 'delays' {Delays}: the first steps of the training would ask for an "
                    + "input before the start. Leave out as many steps as there are delays.");
        }

        if (!(Ridge > 0) || !double.IsFinite(Ridge))
        {
            throw new SettingsException($"The setting 'ridge' is {Ridge}; it has to be positive. The pseudo-inverse has none: "
                + "--readout pseudo-inverse.");
        }

        if ((Task == ReservoirTasks.Own) != (Data.Length > 0))
        {
            throw new SettingsException(Data.Length == 0
                ? "The setting 'task' is 'own' and 'data' names no file. Give --data FILE."
                : $"The setting 'data' names {Data}, which the task '{Task}' does not read. Give --task own.");
        }

        if ((Mask == MaskKind.File) != (MaskFile.Length > 0))
        {
            throw new SettingsException(MaskFile.Length == 0
                ? "The setting 'mask' is 'file' and 'mask_file' names none. Give --mask-file FILE."
                : $"The setting 'mask_file' names {MaskFile}, which a mask that is drawn does not read. Give --mask file.");
        }
    }
}
