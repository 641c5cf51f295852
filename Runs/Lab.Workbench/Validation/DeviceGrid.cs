using Lab.Benches.Samples;
using Lab.Quantities;

namespace Lab.Workbench.Validation;

/// <summary>The devices of <c>validate --devices grid</c>: 32 of them, one or two things off the junction of the thesis in
/// each.</summary>
public static class DeviceGrid
{
    private const string Voltmeter = "keithley-2182a";
    private const string WhiteNoiseKey = "white_noise";

    /// <summary>The devices by name.</summary>
    public static IReadOnlyList<GridDevice> All { get; } =
    [
        new("reference", junction => junction),
        Line("100 MHz, damping 0.05", Frequency.FromMegahertz(100), 0.05),
        Line("1 GHz", Frequency.FromMegahertz(1000), 0.01),
        Line("5 GHz, damping 0.005", Frequency.FromMegahertz(5000), 0.005),
        Line("damping 0.003", Frequency.FromMegahertz(346), 0.003),
        Line("damping 0.03", Frequency.FromMegahertz(346), 0.03),
        Torques("antisymmetric", 0, 1),
        Torques("symmetric", 1, 0),
        Torques("S above A", 1, 0.4),
        Torques("S as A", 1, 1),
        Torques("S negative", -0.25, 1),
        Torques("A negative", 0.25, -1),
        Torques("both negative", -0.25, -1),
        Nonlinear("no nonlinearity", 0, 0, 2e8),
        Nonlinear("Q 0", 0.1, 0, 2e8),
        Nonlinear("drive 1e9", 0.1, 1, 1e9),
        Nonlinear("N 1, drive 4e8", 1, 1, 4e8),
        Nonlinear("N -1, drive 4e8", -1, 1, 4e8),
        Nonlinear("N 1, drive 8e8", 1, 1, 8e8),
        Nonlinear("N -1, drive 8e8", -1, 1, 8e8),
        Nonlinear("N 1, drive 1.6e9, folded", 1, 1, 1.6e9),
        Nonlinear("N -1, drive 1.6e9, folded", -1, 1, 1.6e9),
        Nonlinear("Q 5, drive 1e9", 0.1, 5, 1e9),
        Nonlinear("Q 5, drive 2e9", 0.1, 5, 2e9),
        new(
            "rectification 6e6",
            junction => junction with { Twin = junction.Twin with { RectificationRadiansPerCoulomb = 6e6 } }),
        new(
            "rectification 6e8",
            junction => junction with { Twin = junction.Twin with { RectificationRadiansPerCoulomb = 6e8 } }),
        Loss("loss 0 dB", 0),
        Loss("loss 16 dB", 16),
        Noise("noise x 5", 5),
        Noise("noise x 20", 20),
        Drift("no drift", 0),
        Drift("drift x 20", 20),
    ];

    private static GridDevice Line(string name, Frequency frequency, double damping) =>
        new(name, junction => junction with { ResonanceFrequency = frequency, Damping = damping });

    private static GridDevice Torques(string name, double symmetric, double antisymmetric) =>
        new(name, junction => junction with
        {
            Twin = junction.Twin with { SymmetricWeight = symmetric, AntisymmetricWeight = antisymmetric }
        });

    private static GridDevice Nonlinear(string name, double shift, double damping, double drive) =>
        new(name, junction => junction with
        {
            FrequencyNonlinearity = shift,
            DampingNonlinearity = damping,
            Twin = junction.Twin with { DriveFactor = drive }
        });

    private static GridDevice Loss(string name, double decibels) => new(name, junction => junction)
    {
        Bench = bench => bench with
        {
            Wiring = [.. bench.Wiring.Select(wiring => wiring.Port == SamplePort.Rf
                ? wiring with { Loss = LevelRatio.FromDecibels(decibels) }
                : wiring)],
        },
    };

    private static GridDevice Noise(string name, double factor) => new(name, junction => junction)
    {
        Bench = bench => GridEffect.WithTwin(bench, Voltmeter, WhiteNoiseKey, (Voltage noise) => noise * factor),
    };

    private static GridDevice Drift(string name, double factor) => new(name, junction => junction)
    {
        Bench = bench => bench with { Sample = bench.Sample with { ThermalDrift = bench.Sample.ThermalDrift * factor } },
    };
}
