using Lab.Models.Reservoirs;

namespace Lab.Studies.Reservoirs;

/// <summary>A figure of a reservoir in one task, with that of the linear register beside it.</summary>
/// <param name="Name">The name of the result.</param>
/// <param name="What">What it is, in words.</param>
/// <param name="Value">The reservoir's.</param>
/// <param name="Register">The register's.</param>
internal sealed record ReservoirScore(string Name, string What, double Value, double Register)
{
    private const int MostBits = 4;

    private static readonly string[] Degrees = ["memory_capacity", "quadratic_memory_capacity", "cubic_memory_capacity"];

    /// <summary>The memory of each delay, shape [delay − 1]; empty where the figure has none.</summary>
    public double[] OfDelays { get; init; } = [];

    /// <summary>That of the register.</summary>
    public double[] RegisterOfDelays { get; init; } = [];

    /// <summary>All figures of a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="trial">How the reservoir is trained and tested.</param>
    /// <param name="settings">Delays, steps ahead, and taps of the register.</param>
    public static IReadOnlyList<ReservoirScore> Of(ReservoirRecord point, ReservoirTrial trial, ReservoirSettings settings)
    {
        double[] register = ReservoirTask.ShiftRegister(point.Task.Input, settings.Taps);
        ReservoirTrial linear = trial with { Readout = ReadoutFit.SmallRidge };
        double[] targets = point.Task.Targets;
        return point.Input switch
        {
            ReservoirInputKind.Uniform =>
            [
                .. Degrees.Select((name, i) =>
                {
                    double[] own = trial.MemoryOfDelays(point.States, point.Task.Input, settings.Delays, i + 1);
                    double[] other = linear.MemoryOfDelays(register, point.Task.Input, settings.Delays, i + 1);
                    return new ReservoirScore(
                        name,
                        $"{(i == 0 ? "Linear memory" : $"Memory of the Legendre polynomial of degree {i + 1} of the input")}, "
                            + $"summed over delays from 1 to {settings.Delays}",
                        own.Sum(),
                        other.Sum())
                    {
                        OfDelays = own,
                        RegisterOfDelays = other,
                    };
                }),
                ErrorOf("narma10_error", "Error on NARMA-10"),
            ],
            ReservoirInputKind.Binary =>
            [
                .. Enumerable.Range(2, MostBits - 1).Select(bits =>
                {
                    double[] parity = ReservoirTask.ParityOf(point.Task.Input, bits);
                    return new ReservoirScore(
                        $"parity_{bits}", $"Right answers to the parity of the last {bits} bits",
                        trial.RightSigns(point.States, parity), linear.RightSigns(register, parity));
                }),
            ],
            ReservoirInputKind.MackeyGlass =>
                [ErrorOf("mackey_glass_error", $"Error of the series of Mackey and Glass, {settings.Ahead} steps ahead")],
            _ => OwnScores(),
        };

        ReservoirScore ErrorOf(string name, string what) => new(
            name, $"{what}, root mean square over the deviation of the targets", trial.NormalisedError(point.States, targets),
            linear.NormalisedError(register, targets));

        IReadOnlyList<ReservoirScore> OwnScores()
        {
            double[] values = [.. targets.Distinct().Take(3).Order()];
            ReservoirScore error = ErrorOf("task_error", "Error of the task");
            if (values.Length != 2)
            {
                return [error];
            }

            double[] signs = [.. targets.Select(target => target == values[0] ? -1.0 : 1.0)];
            return
            [
                new(
                    "task_success", $"Right answers to the task, which of {values[0]:g6} and {values[1]:g6} it is",
                    trial.RightSigns(point.States, signs), linear.RightSigns(register, signs)),
                error,
            ];
        }
    }
}
