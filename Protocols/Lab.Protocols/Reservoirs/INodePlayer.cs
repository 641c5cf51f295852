namespace Lab.Protocols.Reservoirs;

/// <summary>Plays inputs of nodes to a device and reads its states.</summary>
internal interface INodePlayer
{
    /// <summary>States of a node.</summary>
    int StatesOfNode { get; }

    /// <summary>Plays nodes, one after the other.</summary>
    /// <param name="lead">Inputs that bring the device to where it would be; they are not read.</param>
    /// <param name="inputs">The inputs of the nodes, 1 for the full swing, shape [node].</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The states, shape [node · state].</returns>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails, or a limit forbids a level.</exception>
    ValueTask<double[]> PlayAsync(double[] lead, double[] inputs, CancellationToken cancellationToken);
}
