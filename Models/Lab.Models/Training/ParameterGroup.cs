namespace Lab.Models.Training;

/// <summary>Parameters of one kind.</summary>
/// <param name="Name">Its name in files: <c>hidden_detuning</c>.</param>
/// <param name="Unit">Unit; empty where there is none.</param>
/// <param name="Shape">How they lie, outermost first.</param>
/// <param name="First">Index of the first among all parameters.</param>
/// <param name="Description">The description of the parameters.</param>
public sealed record ParameterGroup(string Name, string Unit, IReadOnlyList<int> Shape, int First, string Description)
{
    /// <summary>The least value, in the unit; may be infinite.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value, in the unit; may be infinite.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>How far a step of a training moves a parameter where nothing else is known, in the unit; positive. One learning
    /// rate suits volts per watt and pure numbers by it.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>How many.</summary>
    public int Count
    {
        get
        {
            int product = 1;
            for (int side = 0; side < Shape.Count; side++)
            {
                product *= Shape[side];
            }

            return product;
        }
    }

    /// <summary>Index after the last.</summary>
    public int End => First + Count;

    /// <summary>The scale of each parameter, shape [parameter]; empty where all are 1.</summary>
    /// <param name="groups">The groups in their order.</param>
    public static float[] ScalesOf(IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return groups.All(group => group.Scale == 1)
            ? []
            : [.. groups.SelectMany(group => Enumerable.Repeat((float)group.Scale, group.Count))];
    }
}
