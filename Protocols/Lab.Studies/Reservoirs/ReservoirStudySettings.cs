using Lab.Models.Reservoirs;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.Reservoirs;

/// <summary>Settings of <see cref="ReservoirStudyProtocol"/>.</summary>
public sealed record ReservoirStudySettings : ReservoirSettings
{
    /// <summary>The largest detuning by an input of one, in halves of the locking range.</summary>
    private const double MostDetuning = 10;

    /// <summary>Steps of 1 ns in a node or a delay.</summary>
    private const double MostSteps = 1e6;

    /// <summary>The current.</summary>
    [Setting("Current of the oscillator without input, for which the next keys hold.")]
    public Current Current { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>Its frequency.</summary>
    [Setting("Frequency of the oscillator.")]
    public Frequency Frequency { get; init; } = Frequency.FromMegahertz(232);

    /// <summary>Its linewidth.</summary>
    [Setting("Full width of its line at half maximum; noise is all that it is.")]
    public Frequency Linewidth { get; init; } = Frequency.FromMegahertz(1);

    /// <summary>ν.</summary>
    [Setting("ν, how much the frequency follows the power.")]
    public double Nonlinearity { get; init; } = -5;

    /// <summary>Γ_G/2π.</summary>
    [Setting("Linear damping Γ_G/2π.")]
    public Frequency DampingRate { get; init; } = Frequency.FromMegahertz(4.4);

    /// <summary>Q.</summary>
    [Setting("Nonlinear damping Q.")]
    public double DampingNonlinearity { get; init; } = 1;

    /// <summary>I_th.</summary>
    [Setting("Current from which on it oscillates.")]
    public Current ThresholdCurrent { get; init; } = Current.FromAmperes(2e-3);

    /// <summary>The locking range.</summary>
    [Setting("Full width of the band in which the drive locks it; 0 for no drive.")]
    public Frequency LockingRange { get; init; } = Frequency.FromMegahertz(7);

    /// <summary>The encoding.</summary>
    [Setting("What the input changes: the current, or frequency or amplitude of the drive.")]
    public LoopEncoding Encoding { get; init; }

    /// <summary>The scale of the input.</summary>
    [Setting("How far an input of 1 changes it, in parts of the current, of half of the locking range, or of the drive.")]
    public double InputScale { get; init; } = 0.24;

    /// <summary>The time of a node.</summary>
    [Setting("Time of a node, a multiple of 1 ns.")]
    public Duration NodeTime { get; init; } = Duration.FromNanoseconds(20);

    /// <summary>The strength of the loop.</summary>
    [Setting("Strength k/2π of the loop that brings its voltage back; 0 for no loop.")]
    public Frequency LoopRate { get; init; } = Frequency.FromMegahertz(2.865);

    /// <summary>The phases of the loop.</summary>
    [Setting("Phase of the loop; of several the best one is taken, as one would search it with a phase shifter.")]
    public Sweep<Angle> LoopPhase { get; init; } = Sweep<Angle>.Parse("81 deg");

    /// <summary>The delay of the loop.</summary>
    [Setting("Delay of the loop, a multiple of 1 ns; none takes a node more than a step.")]
    public Duration? LoopDelay { get; init; }

    /// <summary>The reading.</summary>
    [Setting("What is read at the end of a node: phase against the drive, amplitude, or both quadratures.")]
    public LoopReading Reading { get; init; }

    /// <summary>Repeats.</summary>
    [Setting("Repeats over which the states are averaged.")]
    public int Shots { get; init; } = 16;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <summary>The reservoir of a loop of a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="nodes">Nodes of a step.</param>
    /// <param name="steps">Steps of the input.</param>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal LoopReservoir ReservoirAt(Angle phase, int nodes, int steps)
    {
        if (!(DampingNonlinearity > 0) || !double.IsFinite(DampingNonlinearity) || !double.IsFinite(Nonlinearity)
            || !(Frequency.Hertz > 0) || !double.IsFinite(Frequency.Hertz) || Shots < 1 || Threads < 1)
        {
            throw new SettingsException(
                $"The settings 'frequency' ({Frequency}), 'damping_nonlinearity' ({DampingNonlinearity}), 'shots' ({Shots}) and "
                    + $"'threads' ({Threads}) have to be positive, and 'nonlinearity' ({Nonlinearity}) a number.");
        }

        ReservoirBounds.RequireRate("linewidth", Linewidth, isZeroAllowed: true);
        ReservoirBounds.RequireRate("damping_rate", DampingRate, isZeroAllowed: false);
        ReservoirBounds.RequireRate("locking_range", LockingRange, isZeroAllowed: true);
        ReservoirBounds.RequireRate("loop_rate", LoopRate, isZeroAllowed: true);

        if (!(ThresholdCurrent.Amperes > 0) || !(Current > ThresholdCurrent))
        {
            throw new SettingsException(
                $"The setting 'current' is {Current} and 'threshold_current' {ThresholdCurrent}: there is no oscillation below.");
        }

        double mostScale = Encoding == LoopEncoding.Frequency ? MostDetuning : 1;
        if (!(InputScale > 0 && (InputScale < mostScale || (InputScale == mostScale && Encoding != LoopEncoding.Current))))
        {
            throw new SettingsException(
                $"The setting 'input_scale' is {InputScale}; it has to be above 0 and "
                    + Encoding switch
                    {
                        LoopEncoding.Current => "below 1: an input of -1 would turn the current.",
                        LoopEncoding.Amplitude => "up to 1: an input of -1 would turn the drive.",
                        _ => $"up to {mostScale} halves of the locking range.",
                    });
        }

        if (Encoding != LoopEncoding.Current && LockingRange.Hertz == 0)
        {
            throw new SettingsException(
                "The setting 'locking_range' is 0, which is no drive, and the input is to change it. Give one, or --encoding "
                    + "current.");
        }

        if (Reading != LoopReading.Amplitude && LockingRange.Hertz == 0)
        {
            throw new SettingsException(
                $"The setting 'locking_range' is 0, which is no drive, and 'reading' is {Reading.ToString().ToLowerInvariant()}, "
                    + "which counts against the drive. Give one, or --reading amplitude.");
        }

        Duration delay = LoopDelay ?? (NodeTime * (nodes + 1));
        RequireMultiple("node_time", NodeTime);
        RequireMultiple("loop_delay", delay);
        if (delay < NodeTime)
        {
            throw new SettingsException($"The setting 'loop_delay' is {delay}, shorter than 'node_time' of {NodeTime}.");
        }

        double stepsOfNode = NodeTime.Nanoseconds;
        ReservoirSize.RequireMotion((double)steps * nodes, stepsOfNode, delay.Nanoseconds + (3 * stepsOfNode), Shots);
        return new LoopReservoir
        {
            Device = AutoOscillator.AtOperatingPoint(
                Current, Frequency, Linewidth, Nonlinearity, DampingRate, DampingNonlinearity, ThresholdCurrent),
            Current = Current,
            Encoding = Encoding,
            InputScale = InputScale,
            LockingHalfBand = LockingRange / 2,
            NodeTime = NodeTime,
            LoopPerSecond = LoopRate.RadiansPerSecond,
            LoopPhase = phase.Radians,
            LoopDelay = delay,
            Reading = Reading,
            Shots = Shots,
        };
    }

    private static void RequireMultiple(string setting, Duration time)
    {
        double steps = time.Seconds / 1e-9;
        if (!(steps >= 0.5 && steps <= MostSteps) || Math.Abs(steps - Math.Round(steps)) > 1e-3)
        {
            throw new SettingsException(
                $"The setting '{setting}' is {time}; it has to be a multiple of 1 ns, up to "
                    + $"{Duration.FromNanoseconds(MostSteps)}.");
        }
    }
}
