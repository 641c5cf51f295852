namespace Lab.Models.HardwareInTheLoop;

/// <summary>A layer whose outputs and derivatives can be computed: a software layer, or the model beside a physical one.</summary>
public interface IDifferentiableLayer
{
    /// <summary>How many inputs a sample has.</summary>
    int InputCount { get; }

    /// <summary>How many outputs a sample has.</summary>
    int OutputCount { get; }

    /// <summary>How many parameters the layer has.</summary>
    int ParameterCount { get; }

    /// <summary>The outputs of one sample.</summary>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [input].</param>
    /// <param name="outputs">Receives the outputs, shape [output].</param>
    void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, Span<double> outputs);

    /// <summary>Carries the derivatives of a loss from the outputs of one sample back to its inputs and to the parameters.</summary>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [input].</param>
    /// <param name="outputGradient">The loss' derivative by each output, shape [output].</param>
    /// <param name="parameterGradient">The loss' derivative by each parameter is added to it, shape [parameter].</param>
    /// <param name="inputGradient">Receives the loss' derivative by each input, shape [input].</param>
    void Backward(
        ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputGradient, Span<double> parameterGradient, Span<double> inputGradient);
}
