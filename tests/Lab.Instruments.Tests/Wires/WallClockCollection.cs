namespace Lab.Instruments.Tests.Wires;

/// <summary>Tests with real timeouts, which run alone so that a busy neighbour does not use their time up.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WallClockCollection
{
    public const string Name = "wall clock";
}
