namespace Lab.Models.ClassifierNetworks;

/// <summary>Parameters of one kind.</summary>
/// <param name="Name">Its name in files: <c>hidden_detuning</c>.</param>
/// <param name="Unit">Unit; empty where there is none.</param>
/// <param name="Shape">How they lie, outermost first.</param>
/// <param name="First">Index of the first among all parameters.</param>
/// <param name="Description">What they are.</param>
public sealed record ParameterGroup(string Name, string Unit, IReadOnlyList<int> Shape, int First, string Description)
{
    /// <summary>How many.</summary>
    public int Count => Shape.Aggregate(1, (product, side) => product * side);

    /// <summary>Index behind the last.</summary>
    public int End => First + Count;
}
