using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Regression;

/// <summary>The lower triangle L of a covariance L·Lᵀ (Cholesky).</summary>
internal static class CovarianceFactor
{
    /// <summary>Finds it.</summary>
    /// <param name="covariance">The covariance, shape [parameter, parameter].</param>
    /// <returns>L, of the same shape; <see langword="null"/> where the matrix is not positive definite, or has a value that is
    /// no number: it is then the covariance of nothing.</returns>
    public static Matrix<double>? Find(Matrix<double> covariance)
    {
        int size = covariance.RowCount;
        Matrix<double> factor = Matrix<double>.Build.Dense(size, size);
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double left = covariance[row, column];
                for (int before = 0; before < column; before++)
                {
                    left -= factor[row, before] * factor[column, before];
                }

                if (row != column)
                {
                    factor[row, column] = left / factor[column, column];
                }
                else if (left > 0 && double.IsFinite(left))
                {
                    factor[row, row] = Math.Sqrt(left);
                }
                else
                {
                    return null;
                }
            }
        }

        return factor;
    }
}
