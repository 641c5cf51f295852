namespace Lab.Protocols.Training;

/// <summary>The task of a classifier.</summary>
public enum ClassificationTask
{
    /// <summary>Iris versicolor against virginica by length and width of the petals (Fisher 1936).</summary>
    Iris,

    /// <summary>Points on either side of a straight line, drawn anew for every seed.</summary>
    Boundary,

    /// <summary>Two half moons that reach into each other, drawn anew for every seed: no straight line divides them.</summary>
    Moons,
}
