using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.LockInAmplifiers;

/// <summary>The common part of the twins of lock-in amplifiers: the reference, the filter, and what the sine and the analogue
/// outputs put on the stage. Commands and readings are those of each maker.</summary>
public abstract class LockInTwin : ScpiTwin
{
    /// <summary>The key of the input's noise.</summary>
    protected const string InputNoiseKey = "input_noise";

    /// <summary>Analogue outputs.</summary>
    private const int AuxCount = 4;

    private const string SeriesResistanceKey = "series_resistance";
    private const double SineOhms = 50;

    private readonly double seriesOhms;

    /// <summary>Creates the twin without commands of its own.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    protected LockInTwin(TwinContext context, string identity)
        : base(context, identity, hasScpiTree: false)
    {
        ArgumentNullException.ThrowIfNull(context);
        seriesOhms = context.Settings.Get<Resistance>(SeriesResistanceKey).Ohms;
        Demodulator = new Demodulator(Stage, Name, context.Twin.Get<Voltage>(InputNoiseKey).Volts, context.Random("noise"));
        Kept = new ScpiSettings(Commands);
        Commands.Remove("*OPT");
        Commands.Remove("*WAI");
    }

    /// <summary>Input, mixer and filter.</summary>
    internal Demodulator Demodulator { get; }

    /// <summary>Settings that change nothing that can be seen.</summary>
    internal ScpiSettings Kept { get; }

    /// <summary>Voltages of the analogue outputs, V.</summary>
    internal double[] AuxVolts { get; } = new double[AuxCount];

    /// <summary>Whether the reference is the instrument's own.</summary>
    internal bool IsInternal { get; set; }

    /// <summary>Amplitude of the sine, V rms.</summary>
    internal double SineVolts { get; set; }

    /// <summary>Frequency of its own reference, Hz.</summary>
    internal double Hertz { get; set; }

    /// <summary>Phase of the reference, degrees.</summary>
    internal double PhaseDegrees { get; set; }

    /// <summary>Harmonic of the reference that is detected, from 1.</summary>
    internal int Harmonic { get; set; }

    /// <summary>Index of the time constant.</summary>
    internal int TimeConstant { get; set; }

    /// <summary>Index of the slope: one pole less than the filter has.</summary>
    internal int Slope { get; set; }

    /// <summary>The frequency of the reference, Hz; <see langword="null"/> where none comes from outside.</summary>
    internal double? ReferenceHertz => IsInternal ? Hertz : Stage.ModulationAt(Demodulator.Input)?.Hertz;

    /// <summary>The time constant, s.</summary>
    internal abstract double TimeConstantSeconds { get; }

    /// <summary>A number as the instrument writes it.</summary>
    /// <param name="value">The number.</param>
    internal abstract string Write(double value);

    /// <summary>Takes a whole number.</summary>
    internal static int Whole(ScpiArguments arguments, int minimum, int maximum) =>
        (int)Math.Round(arguments.Number(string.Empty, minimum, maximum));

    /// <summary>Adds a setting that is a whole number, and its query.</summary>
    internal void Index(string header, int minimum, int maximum, Func<int> get, Action<int> set)
    {
        Commands.Command(header, arguments =>
        {
            int value = Whole(arguments, minimum, maximum);
            arguments.RequireEnd();
            set(value);
            Changed();
        });
        Commands.Query(header, _ => $"{get()}");
    }

    /// <summary>Adds a setting that is a number, and its query.</summary>
    internal void Value(string header, double minimum, double maximum, Func<double> get, Action<double> set)
    {
        Commands.Command(header, arguments =>
        {
            double value = arguments.Number(string.Empty, minimum, maximum);
            arguments.RequireEnd();
            set(value);
            Changed();
        });
        Commands.Query(header, _ => Write(get()));
    }

    /// <summary>Takes up settings that changed. The reference follows what modulates the sample, so that it is asked for each
    /// time.</summary>
    internal void Changed()
    {
        int order = Harmonic;
        Demodulator.Set(
            () => ReferenceHertz is { } reference ? Frequency.FromHertz(reference * order) : null,
            double.DegreesToRadians(PhaseDegrees), TimeConstantSeconds, Slope + 1);
        for (int output = 1; output <= AuxVolts.Length; output++)
        {
            Stage.Drive(new Terminal(Name, $"aux{output}"), new DirectVoltage(Voltage.FromVolts(AuxVolts[output - 1])));
        }

        if (ReferenceHertz is { } frequency)
        {
            Stage.Drive(
                new Terminal(Name, "sine"),
                new AlternatingVoltage(
                    Voltage.FromVolts(SineVolts), Frequency.FromHertz(frequency), Resistance.FromOhms(SineOhms + seriesOhms)));
        }
    }
}
