using Lab.Models.Reservoirs;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.Reservoirs;

/// <summary>Settings of <see cref="WaveStudyProtocol"/>; the defaults are the operating point at which the thesis' rates
/// appear.</summary>
public sealed record WaveStudySettings : WaveSettings
{
    private const double MostReceiverNoise = 100;

    /// <summary>Steps of a node that are read at least: a slope needs two.</summary>
    private const int LeastRead = 2;

    /// <summary>Repeats that are computed beside each other.</summary>
    private const int RowsAtOnce = 64;

    /// <summary>Creates the settings.</summary>
    public WaveStudySettings() => Masks = 5;

    /// <summary>Its linewidth.</summary>
    [Setting("Full width of its line at half maximum.")]
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

    /// <summary>The noise of the receiver.</summary>
    [Setting("Noise of the receiver over the amplitude of the oscillator, rms in 500 MHz; 0.2 mV at 2.5 mV.")]
    public double ReceiverNoise { get; init; } = 0.08;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <summary>The reservoir.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal DrivenReservoir Reservoir()
    {
        double steps = NodeTime.Seconds / 1e-9;
        if (!(steps >= 9.5) || Math.Abs(steps - Math.Round(steps)) > 1e-3)
        {
            throw new SettingsException(
                $"The setting 'node_time' is {NodeTime}; on a model it is a multiple of 1 ns, from 10 ns on.");
        }

        if (!(DampingNonlinearity > 0) || !double.IsFinite(DampingNonlinearity) || Threads < 1)
        {
            throw new SettingsException(
                $"The settings 'damping_nonlinearity' ({DampingNonlinearity}) and 'threads' ({Threads}) have to be positive.");
        }

        if (!(ReceiverNoise >= 0 && ReceiverNoise <= MostReceiverNoise))
        {
            throw new SettingsException(
                $"The setting 'receiver_noise' is {ReceiverNoise}; it has to be 0 to {MostReceiverNoise} of the amplitude.");
        }

        ReservoirBounds.RequireRate("linewidth", Linewidth, isZeroAllowed: true);
        ReservoirBounds.RequireRate("damping_rate", DampingRate, isZeroAllowed: false);
        ReservoirBounds.RequireRate("locking_range", LockingRange, isZeroAllowed: true);

        foreach ((string name, Duration settle) in ((string, Duration)[])
            [("phase_settle", PhaseSettle), ("frequency_settle", FrequencySettle), ("amplitude_settle", AmplitudeSettle)])
        {
            if (settle.Nanoseconds > steps - LeastRead + 1e-3)
            {
                throw new SettingsException(
                    $"The setting '{name}' is {settle}; a node of {NodeTime} is read in steps of 1 ns, and {LeastRead} of them "
                        + "have to be left.");
            }
        }

        ReservoirSize.RequireMotion(
            (double)Periods * WaveSequence.PointsOfPeriod * Nodes, steps, 4 * steps, Math.Max(Shots, RowsAtOnce));

        try
        {
            return new DrivenReservoir
            {
                Device = AutoOscillator.AtOperatingPoint(
                    Current, Frequency, Linewidth, Nonlinearity, DampingRate, DampingNonlinearity, ThresholdCurrent),
                Current = Current,
                LockingHalfBand = LockingRange / 2,
                NodeTime = NodeTime,
                Shots = Shots,
                ReceiverNoise = ReceiverNoise,
                Reading = Reading,
            };
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new SettingsException($"The settings describe no oscillator: {error.Message}");
        }
    }
}
